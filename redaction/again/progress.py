"""How far what is stored fits what is in force, in tens, once ten people stand behind it."""

from dataclasses import dataclass

from governance.accountability.rounding import LEAST
from redaction import edition
from training import again


@dataclass(frozen=True, slots=True)
class Progress:
    """Where redacting again stands.

    Attributes:
        told: False before a worker has said by what it redacts, and for fewer than ten people.
        done: whether all that is stored fits.
        percent: how much of it does, down to tens.
    """

    told: bool
    done: bool = False
    percent: int = 0


def now() -> Progress:
    """Return where it stands, without anything about one person."""
    policy_id = edition.in_force()
    if policy_id is None or again.people(LEAST) < LEAST:
        return Progress(told=False)
    every, left = again.count(policy_id)
    return Progress(told=True, done=not left, percent=(every - left) * 10 // every * 10)
