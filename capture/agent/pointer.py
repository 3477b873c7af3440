"""Clicks, drags, scrolling and waypoints out of presses, releases, wheel and passing pointer.

Moments decide whether two presses are one double click; none of them leaves this module.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from capture.agent.events import (
    ElementFacts,
    PointerMoved,
    PointerPressed,
    PointerReleased,
    Scrolled,
)
from capture.agent.fields import kept_name
from capture.protocol.content import (
    GRID,
    Action,
    Button,
    Click,
    Direction,
    Drag,
    Scroll,
    Waypoints,
)

MULTI_SECONDS: Final = 0.5
"""Longest time between the presses of a double click."""
NEAR: Final = 0.012
"""What lies nearer (as a fraction of the window) is the same place: no drag, one double click."""
COUNT_MAX: Final = 3
AMOUNT_MAX: Final = 100
PATH_MAX: Final = 512
WAYPOINTS: Final = 4

Point = tuple[float, float]


def on_grid(value: float) -> float:
    """Return a fraction rounded to 1/200."""
    return round(value * GRID) / GRID


@dataclass(slots=True)
class _Press:
    button: Button
    at: Point | None
    moment: float
    element: ElementFacts | None
    count: int = 1
    released: bool = False


def _point(event: PointerPressed | PointerReleased | PointerMoved) -> Point | None:
    if event.x is None or event.y is None:
        return None
    return event.x, event.y


def _near(one: Point | None, other: Point | None) -> bool:
    if one is None or other is None:
        return one is other
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= NEAR


@dataclass(slots=True)
class PointerReducer:
    """What the pointer did since the last action; one press or one scroll may be pending.

    Attributes:
        names: whether names of elements may be kept.
        paths: whether waypoints are wanted; without it no passing pointer is remembered.
    """

    names: bool
    paths: bool
    _press: _Press | None = None
    _scroll: tuple[Direction, int] | None = None
    _path: list[Point] = field(default_factory=list)

    def pressed(self, event: PointerPressed) -> list[Action]:
        """Begin a click, or count it to the one before."""
        last = self._press
        if last is not None and last.released and self._same(last, event):
            last.count, last.moment, last.released = last.count + 1, event.moment, False
            return []
        done = self.flush()
        self._press = _Press(event.button, _point(event), event.moment, event.element)
        return done

    def _same(self, last: _Press, event: PointerPressed) -> bool:
        return (
            last.button == event.button
            and last.count < COUNT_MAX
            and event.moment - last.moment <= MULTI_SECONDS
            and _near(last.at, _point(event))
        )

    def released(self, event: PointerReleased) -> list[Action]:
        """End a press: as a drag if it ends elsewhere, else it waits for a second click."""
        press = self._press
        if press is None or press.released or press.button != event.button:
            return []
        press.released = True
        to = _point(event)
        if press.button != Button.LEFT or press.at is None or to is None or _near(press.at, to):
            return []
        self._press = None
        drag = Drag(
            x=on_grid(press.at[0]),
            y=on_grid(press.at[1]),
            to_x=on_grid(to[0]),
            to_y=on_grid(to[1]),
        )
        return [*self._waypoints(), drag]

    def moved(self, event: PointerMoved) -> None:
        """Remember a place on the way, where waypoints are wanted."""
        at = _point(event)
        if not self.paths or at is None:
            return
        self._path.append(at)
        if len(self._path) > PATH_MAX:
            self._path = self._path[::2]

    def scrolled(self, event: Scrolled) -> list[Action]:
        """Add a turn of the wheel to the pending scroll of the same direction."""
        direction, amount = _turn(event)
        if direction is None:
            return []
        done: list[Action] = []
        if self._press is not None or (self._scroll and self._scroll[0] != direction):
            done = self.flush()
        total = amount + (self._scroll[1] if self._scroll else 0)
        self._scroll = (direction, min(total, AMOUNT_MAX))
        return done

    def flush(self, *, left: bool = False) -> list[Action]:
        """Return what was pending.

        Args:
            left: the window was left. A press without a place in it was then the click on
                another window, which is not told.
        """
        press, scroll = self._press, self._scroll
        self._press, self._scroll = None, None
        if scroll is not None:
            return [Scroll(direction=scroll[0], amount=scroll[1])]
        if press is None or (left and press.at is None):
            return []
        return [*self._waypoints(), self._click(press)]

    def _click(self, press: _Press) -> Click:
        element = press.element
        return Click(
            button=press.button,
            count=press.count,
            x=None if press.at is None else on_grid(press.at[0]),
            y=None if press.at is None else on_grid(press.at[1]),
            role=element.role_name[:300] if element is not None else None,
            name=kept_name(element) if element is not None and self.names else None,
        )

    def _waypoints(self) -> list[Action]:
        path, self._path = self._path, []
        if not self.paths or len(path) < WAYPOINTS:
            return []
        return [Waypoints(points=tuple((on_grid(x), on_grid(y)) for x, y in _evenly(path)))]


def _turn(event: Scrolled) -> tuple[Direction | None, int]:
    if abs(event.up) >= abs(event.right):
        if event.up == 0:
            return None, 0
        return (Direction.UP if event.up > 0 else Direction.DOWN), abs(event.up)
    return (Direction.RIGHT if event.right > 0 else Direction.LEFT), abs(event.right)


def _evenly(path: list[Point]) -> list[Point]:
    """Return four points spread by length of way, so that they tell nothing about speed."""
    lengths = [0.0]
    for (x, y), (to_x, to_y) in pairwise(path):
        lengths.append(lengths[-1] + abs(to_x - x) + abs(to_y - y))
    wanted = [lengths[-1] * step / (WAYPOINTS - 1) for step in range(WAYPOINTS)]
    return [path[_nearest(lengths, length)] for length in wanted]


def _nearest(lengths: list[float], wanted: float) -> int:
    return min(range(len(lengths)), key=lambda at: abs(lengths[at] - wanted))
