"""Goes through every order in which the steps of a model can happen, breadth first."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

Move = tuple[str, Hashable]
"""What happens, in words, and the state after it."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found.

    Attributes:
        states: how many different states there are.
        moves: how many steps lead from one to another.
        wrong: which promise is broken; "" where none is.
        trace: the shortest way to it, step by step.
    """

    states: int
    moves: int
    wrong: str = ""
    trace: tuple[str, ...] = ()


def explore(
    first: Hashable,
    moves: Callable[[Hashable], Iterator[Move]],
    wrong: Callable[[Hashable], str],
    at_rest: Callable[[Hashable], bool],
    most: int = 500_000,
) -> Explored:
    """Visit each state once; stop at the first that breaks a promise, or from which none rests.

    Raises:
        RuntimeError: there are more than `most` states, so that nothing was shown.
    """
    came: dict[Hashable, tuple[Hashable, str] | None] = {first: None}
    before: dict[Hashable, list[Hashable]] = {first: []}
    queue, count = deque([first]), 0
    while queue:
        state = queue.popleft()
        if broken := wrong(state):
            return Explored(len(came), count, broken, _trace(came, state))
        for words, after in moves(state):
            count += 1
            before.setdefault(after, []).append(state)
            if after not in came:
                came[after] = (state, words)
                queue.append(after)
        if len(came) > most:
            raise RuntimeError(f"more than {most} states")
    if stuck := _stuck(came, before, at_rest):
        return Explored(len(came), count, "what was accepted waits for ever", stuck)
    return Explored(len(came), count)


def _stuck(came, before, at_rest) -> tuple[str, ...]:
    """Return the way to a state from which no order of steps comes to rest."""
    fine = {state for state in came if at_rest(state)}
    queue = deque(fine)
    while queue:
        for earlier in before[queue.popleft()]:
            if earlier not in fine:
                fine.add(earlier)
                queue.append(earlier)
    for state in came:  # in the order in which they were found: the shortest way first
        if state not in fine:
            return _trace(came, state) or ("at the beginning",)
    return ()


def _trace(came, state) -> tuple[str, ...]:
    steps = []
    while (link := came[state]) is not None:
        state, words = link
        steps.append(words)
    return tuple(reversed(steps))
