"""What goes out of an opened hold: a ZIP, made part by part while it is sent.

No part lies on a disk, and of the rows as many as one reading takes lie in memory, so that a hold
of any size opens. What the ZIP keeps until its end is the name of each row.
"""

import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping

from governance.holds import keeping
from governance.holds.models import HeldRow
from governance.keys import sealing
from governance.signing import decode

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
READ_AT_ONCE = 20
"""Rows; an episode is some hundred kilobytes at most."""


class _Sink:
    """Takes what a ZIP writes and gives it on; it cannot be read back or wound back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def zipped(
    hold: uuid.UUID, index: Mapping[str, object], keys: Mapping[uuid.UUID, bytes]
) -> Iterator[bytes]:
    """Yield a ZIP of the held rows, opened, and of a list of what they are.

    Args:
        hold: whose rows.
        index: what `index.json` says besides the names of the rows.
        keys: the key of each taking, by the id of its row.
    """
    sink, names = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in _rows(hold):
            name = f"{row.purpose}/{row.row}.json"
            names.append(name)
            archive.writestr(_entry(name), _opened(row, keys[row.key_id]))
            yield sink.taken()
        said = json.dumps({**index, "rows": sorted(names)}, ensure_ascii=False, indent=2)
        archive.writestr(_entry("index.json"), said)
    yield sink.taken()


def _rows(hold: uuid.UUID) -> Iterator[HeldRow]:
    """Yield the rows of a hold, some at a time; each reading begins after the last one's end."""
    rows, last = HeldRow.objects.filter(hold=hold).order_by("pk"), None
    while part := list((rows.filter(pk__gt=last) if last else rows)[:READ_AT_ONCE]):
        yield from part
        last = part[-1].pk


def _opened(row: HeldRow, key: bytes) -> bytes:
    bound = keeping.associated(row.hold_id, row.row)
    inside = json.loads(sealing.open_sealed(key, bytes(row.wrapped), bound))
    data_key, data_bound = decode(inside["key"]), decode(inside["bound"])
    return sealing.unpad(sealing.open_sealed(data_key, bytes(row.sealed), data_bound))


def _entry(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, FIRST_DAY)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found
