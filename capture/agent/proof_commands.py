"""What the person keeps as proof, by command: `leases`, `withdrawals`, `evidence`.

The server's own words and signatures go into files, which `verify.py` checks without this agent.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from capture.agent.identity import Identity
from capture.agent.kept_leases import KeptLeases
from capture.agent.log_keeper import LogKeeper
from capture.agent.sentence import doubt_words
from capture.agent.state_folder import PRIVATE_FILE, PRIVATE_FOLDER, StateFolder
from capture.agent.withdrawals import KeptWithdrawals
from capture.agent.words import _
from capture.protocol.encoding import encode
from capture.protocol.log import fingerprint
from capture.protocol.messages import Enrolled, Envelope


class NothingKept(Exception):
    """There is nothing of what was asked for."""


class OtherFingerprint(Exception):
    """The server's fingerprint is not the one on the paper."""


def describe(
    of_leases: argparse.ArgumentParser,
    of_withdrawals: argparse.ArgumentParser,
    of_evidence: argparse.ArgumentParser,
) -> None:
    """Describe the arguments of the commands; `give` says what each gives."""
    of_leases.set_defaults(give=leases)
    of_leases.add_argument(
        "--save", type=Path, metavar="FILE", help=_("write one permit into a file")
    )
    of_leases.add_argument(
        "--at", type=_moment, help=_("the permit of this time, as 2026-11-24T14:30")
    )
    of_withdrawals.set_defaults(give=withdrawals)
    of_withdrawals.add_argument(
        "--save", type=Path, metavar="FILE", help=_("write the newest one into a file")
    )
    of_withdrawals.add_argument("--purpose", help=_("of one purpose"))
    of_evidence.set_defaults(give=evidence)
    of_evidence.add_argument("--save", type=Path, metavar="FOLDER", required=True)


def _moment(text: str) -> datetime:
    """Read a time; without a zone it is the computer's own."""
    return datetime.fromisoformat(text).astimezone(UTC)


def compare(told: Enrolled, given: str | None, agreed: Callable[[str], bool]) -> None:
    """Compare the fingerprint of the log, and of who has to approve, with the one on the paper.

    Args:
        told: what the server told.
        given: the fingerprint of the paper where it was typed already.
        agreed: shows the fingerprint and returns whether the person finds it on the paper.

    Raises:
        OtherFingerprint: it is not the same.
    """
    shown = fingerprint(told.log, told.approvers)
    same = agreed(shown) if given is None else "".join(given.split()) == shown.replace(" ", "")
    if not same:
        raise OtherFingerprint


def leases(folder: StateFolder, options: argparse.Namespace) -> Iterable[str]:
    """List the leases that are kept by days, or write one into a file.

    Raises:
        NotEnrolled: there is no device in the folder.
        NothingKept: there is none.
    """
    Identity.load(folder)
    kept = KeptLeases(folder)
    if options.save is not None:
        found = kept.newest(options.at)
        if found is None:
            raise NothingKept
        return [_saved(options.save, encode(found.envelope))]
    return _days(kept.all()) or [_("No permit is kept.")]


@dataclass(slots=True)
class _Day:
    count: int = 0
    purposes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, lease: dict[str, Any]) -> None:
        self.count += 1
        for grant in lease["grants"]:
            names = self.purposes.setdefault(grant["name"], set())
            names |= {one["name"] for one in grant["applications"]}


def _days(envelopes: Iterable[Envelope]) -> list[str]:
    days: dict[str, _Day] = {}
    for envelope in envelopes:
        lease = json.loads(envelope.payload)
        at = datetime.fromisoformat(lease["at"]).astimezone()  # the computer's own day
        days.setdefault(at.date().isoformat(), _Day()).add(lease)
    return [line for day, found in sorted(days.items()) for line in _day_lines(day, found)]


def _day_lines(day: str, found: _Day) -> list[str]:
    lines = [_("{day}: permits: {count}").format(day=day, count=found.count)]
    for name, applications in sorted(found.purposes.items()):
        text = _("{name}, allowed in: {applications}")
        said = text.format(name=name, applications=", ".join(sorted(applications)))
        lines.append(f"  {said}")
    return lines


def withdrawals(folder: StateFolder, options: argparse.Namespace) -> Iterable[str]:
    """List what was withdrawn here, or write the newest one into a file.

    Raises:
        NotEnrolled: there is no device in the folder.
        NothingKept: there is none.
    """
    kept = KeptWithdrawals(Identity.load(folder)).all()
    found = [one for one in kept if options.purpose in (None, one[1].purpose)]
    if options.save is not None:
        if not found:
            raise NothingKept
        return [_saved(options.save, encode(found[-1][0]))]
    lines = [
        f"{said.at.astimezone().strftime('%Y-%m-%d %H:%M')}  {said.purpose}"
        for _envelope, said in found
    ]
    return lines or [_("Nothing was withdrawn on this computer.")]


def evidence(folder: StateFolder, options: argparse.Namespace) -> Iterable[str]:
    """Write the two checkpoints of the newest conflict, and the lease with the second.

    Raises:
        NotEnrolled: there is no device in the folder.
        NothingKept: no conflict was seen.
    """
    conflicts = LogKeeper(Identity.load(folder)).conflicts
    if not conflicts:
        raise NothingKept
    newest, save = conflicts[-1], options.save
    save.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    files = {
        "earlier.txt": newest.earlier.encode(),
        "later.txt": newest.later.encode(),
        "lease.json": encode(newest.lease),
    }
    said = [_saved(save / name, content) for name, content in files.items()]
    return [doubt_words(newest.doubt), *said]


def _saved(path: Path, content: bytes) -> str:
    path.touch(mode=PRIVATE_FILE)
    path.write_bytes(content)
    return _("Written: {file}").format(file=path)
