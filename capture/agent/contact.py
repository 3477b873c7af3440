"""How the server answers this computer: what goes wrong and lasts, so that the sign can say it."""

from dataclasses import dataclass
from typing import Final

from capture.agent.clock import Clock
from capture.protocol.codes import Code

LASTS_SECONDS: Final = 5.0
"""A single lost answer is no trouble; what a server says by name is one at once."""
LATER: Final = frozenset({Code.TOO_MANY_WAITING, Code.TOO_MANY_ATTEMPTS, Code.UNAVAILABLE})
"""The server asks to come again; nothing is wrong with the call."""
NOT_JUDGED: Final = LATER | {
    Code.SIGNATURE_MISSING,
    Code.SIGNATURE_INVALID,
    Code.SIGNATURE_EXPIRED,
}
"""What the call says was not even read, so that the refusal is no answer to it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no lease comes: the server's refusal by name, or None where no answer of it counts."""

    code: Code | None


class Contact:
    """What became of the newest questions for a lease.

    Written by the thread that asks, read by others: what is kept is replaced as a whole.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: tuple[Trouble, float] | None = None

    def heard(self) -> bool:
        """The server answered as it should; return whether it did not before."""
        before, self._since = self._since, None
        return before is not None

    def lost(self) -> None:
        """No answer came, or none that counts."""
        self._begin(Trouble(None))

    def refused(self, code: Code) -> None:
        """The server said no, by name."""
        self._begin(Trouble(code))

    @property
    def trouble(self) -> Trouble | None:
        """What lasts of what went wrong; None where nothing does."""
        held = self._since
        if held is None:
            return None
        trouble, since = held
        lasts = trouble.code is not None or self._clock.boottime() - since >= LASTS_SECONDS
        return trouble if lasts else None

    def _begin(self, trouble: Trouble) -> None:
        held = self._since
        if held is None or held[0] != trouble:
            self._since = (trouble, self._clock.boottime())
