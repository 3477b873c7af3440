"""The full export: every entry in sequence, up to the newest checkpoint, which comes first.

What search does not list (`governance.audit.search`) stands in it as the hash of its leaf, which
tells nobody what was done, and is enough to build the tree anew.
"""

from collections.abc import Callable, Iterator

from governance.audit.acts import ABOUT_ONE_PERSON, Role
from governance.audit.models import AuditCheckpoint, AuditEntry, AuditLeaf

AT_ONCE = 2000
Line = dict[str, str | int]


def lines(listed: Callable[[AuditEntry], Line]) -> Iterator[Line]:
    """Yield the checkpoint, then each entry with its index.

    Args:
        listed: writes an entry that search lists.
    """
    newest = AuditCheckpoint.objects.order_by("-size").first()
    size = newest.size if newest else 0
    yield {"type": "checkpoint", "size": size, "note": newest.note if newest else ""}
    for start in range(0, size, AT_ONCE):
        end = min(start + AT_ONCE, size)
        places = AuditLeaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
        rows = list(places.values_list("index", "entry"))
        entries = AuditEntry.objects.in_bulk([entry for _, entry in rows])
        for index, entry in rows:
            if row := entries.get(entry):
                yield {"index": index, **(listed(row) if _is_listed(row) else _hashed(row))}


def _is_listed(row: AuditEntry) -> bool:
    return row.role != Role.EMPLOYEE and row.act not in ABOUT_ONE_PERSON


def _hashed(row: AuditEntry) -> Line:
    return {"type": "leaf", "leaf": bytes(row.leaf).hex()}
