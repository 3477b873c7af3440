"""Lines that the deletion ledger is owed of what went with a commit of the main database alone.

The ledger lies in another database, so that a line can only follow that commit. A row beside what
went (`GoneRow`, `GoneDevice`) says what is owed until the line is there: whoever writes such a
line next, each sweep, each start and a restore bring the ledger up from these rows.
"""

from typing import Protocol, runtime_checkable

from governance.holdings.registry import all_holdings


@runtime_checkable
class Owing(Protocol):
    """A holding from which something goes in a transaction of the main database alone."""

    def note_gone(self) -> None:
        """Write every line that is owed; doing it again writes nothing more."""
        ...


def note_gone() -> None:
    """Bring the deletion ledger up from the rows that say what it is owed."""
    for holding in all_holdings():
        if isinstance(holding, Owing):
            holding.note_gone()
