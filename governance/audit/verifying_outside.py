"""Compares the checkpoints outside with the database: roll-back, fork, truncation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from governance.audit import checkpoints, outside
from governance.audit.checkpoints import Checkpoint
from governance.audit.models import AuditCheckpoint

AT_ONCE = 500

WORDS = {
    "unreadable": "Something in the log cannot be read.",
    "entry-differs": "The entry is not as it was written.",
    "entry-missing": "The entry is gone.",
    "place-missing": "No entry has this place: the sequence has a gap.",
    "place-beyond": "An entry has a place outside the sequence.",
    "tile-differs": "A tile of the tree that ends here does not fit its entries.",
    "tile-beyond": "There are more tiles than the tree has.",
    "tree-differs": "The edge of the tree does not fit its entries.",
    "checkpoint-missing": "The newest checkpoint is gone.",
    "checkpoint-beyond": "A checkpoint speaks of more entries than there are.",
    "checkpoint-unsigned": "No key of the log has signed this checkpoint.",
    "checkpoint-differs": "The checkpoint does not fit the entries before it.",
    "entry-left-out": "An entry has no place in the sequence and waits for none.",
    "waiting-missing": "An entry went before it got its place.",
    "origin-differs": "The log goes on under another name, and no reason was entered.",
    "closed-differs": "A closed part is not what its entry says, or not its person's.",
    "cosignature-differs": "What is kept of a witness does not fit its checkpoint.",
    "outside-missing": "Checkpoints are missing in the file outside the database.",
    "outside-unsigned": "No key of the log has signed this line of the file outside.",
    "outside-newer": "The database is older than the file outside, or entries were cut off.",
    "outside-differs": "Two checkpoints of one size differ: the log was forked.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit.

    Attributes:
        code: stable code, a key of `WORDS`.
        place: index of the entry, or size of the tree.
    """

    code: str
    place: int = 0

    def __str__(self) -> str:
        """Return the finding as a sentence with its place."""
        return f"{WORDS[self.code]} (at {self.place:,})"


def findings() -> Iterator[Finding]:
    """Yield what does not fit. Each note is read before the rows that it must fit."""
    known = AuditCheckpoint.objects.order_by("-size").values_list("size", flat=True)
    before_last = next(iter(known[1:2]), 0)
    notes, reached = outside.history(), 0
    while some := list(islice(notes, AT_ONCE)):
        read = []
        for note in some:
            try:
                read.append(checkpoints.read(note))
            except checkpoints.NoteInvalid:
                yield Finding("outside-unsigned", reached)
        yield from _compared(read)
        reached = max([reached, *(one.size for one in read)])
    if reached < before_last:
        yield Finding("outside-missing", reached)


def _compared(notes: list[Checkpoint]) -> Iterator[Finding]:
    rows = AuditCheckpoint.objects.in_bulk([one.size for one in notes])
    newest = AuditCheckpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    for one in notes:
        row = rows.get(one.size)
        if row is None:
            code = "outside-newer" if one.size > newest else "checkpoint-missing"
            yield Finding(code, one.size)
        elif bytes(row.root) != one.root:
            yield Finding("outside-differs", one.size)
