"""Rounds a number so that one person's act is hidden in it.

Steps of ten for people and two digits for data. A published value stays until the count has
moved away from it by more than one whole step and a secret part of a second one, which is drawn
anew for each figure and week; so a value may move in a week in which nobody acted, and stay in one
in which a few did. `docs/decisions/figures-that-do-not-follow-one-person.md` says what it
cannot hide.
"""

from governance.keys import owners

LEAST = 10
"""No figure about fewer people than this, in the group or outside of it."""


def rounded(count: int, before: int | None, secret: float) -> int:
    """Return the value to publish for a count, given the one of the week before.

    Args:
        count: what was counted.
        before: what was published last, or None.
        secret: a number from 0 up to 1 that nobody sees.
    """
    step = step_of(count)
    if before is not None and abs(count - before) < step * (1 + secret):
        return before
    return int(count / step + secret) * step


def step_of(count: int) -> int:
    """Return ten, or the second digit's worth of a number from 1,000."""
    return int(10 ** max(1, len(str(count)) - 2))


def secret_of(*names: str) -> float:
    """Return the secret number of a figure in a week."""
    digits = owners.keyed("figure", "|".join(names))[:12]
    return int(digits, 16) / 16**12


def hidden(people: int, outside: int | None) -> bool:
    """Tell whether too few people stand behind a figure, or too few outside of it."""
    return people < LEAST or (outside is not None and outside < LEAST)
