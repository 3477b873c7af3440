"""Raw events to actions, for one stay in one window and the kinds that one purpose may record.

A state machine without clock, file or network. Moments of events decide inside; no action has
one. A field is unknown after Tab, Enter, Escape, a click or a shortcut until the desktop says
where the focus is; keys in between count for nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from capture.agent.events import (
    ElementFacts,
    FieldEntered,
    FieldLeft,
    FieldStill,
    KeyPressed,
    PointerMoved,
    PointerPressed,
    PointerReleased,
    RawEvent,
    Scrolled,
    WindowChanged,
)
from capture.agent.fields import is_closed, typed
from capture.agent.pointer import PointerReducer
from capture.protocol.content import Action, AppSwitch, Button, Paste, Rhythm, Shortcut, Window
from capture.protocol.messages import Kind

TITLE_MAX: Final = 300
EDIT_MARKS: Final = "*•● "
"""Signs by which editors mark an unsaved document; they make no new title."""
ORDER: Final = ("ctrl", "alt", "shift", "super")
COMMANDS: Final = frozenset({"ctrl", "alt", "super"})
ALONE: Final = frozenset({"enter", "escape", "tab", *(f"f{number}" for number in range(1, 25))})
CORRECTIONS: Final = frozenset({"backspace", "delete"})
PASTES: Final = frozenset(
    {("ctrl", "v"), ("ctrl", "shift", "v"), ("shift", "insert"), ("ctrl", "shift", "insert")}
)
EDGES: Final = (0.1, 0.2, 0.4, 1.0)
"""Seconds between key presses at which a rhythm's five buckets part."""
RHYTHM_LEAST: Final = 20
"""Fewer pauses than this tell of single keys, so they make no rhythm."""


def shortcut_keys(event: KeyPressed) -> tuple[str, ...]:
    """Return the keys of a shortcut in a fixed order, () if the press is none.

    Shift or AltGr alone makes no shortcut, and keys that correct leave no trace.
    """
    if event.key is None or event.key in CORRECTIONS:
        return ()
    held = tuple(name for name in ORDER if name in event.modifiers)
    keys = (*held, event.key)
    if COMMANDS & event.modifiers or event.key in ALONE or keys in PASTES:
        return keys[-4:]
    return ()


@dataclass(slots=True)
class _OpenField:
    element: ElementFacts
    presses: int = 0
    pasted: bool = False
    last_press: float | None = None
    pauses: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))


class Reducer:
    """Actions of one stay; asked event by event, for one grant."""

    def __init__(self, kinds: frozenset[Kind], application: str) -> None:
        """Begin a stay.

        Args:
            kinds: what may be recorded; no action of another kind is returned.
            application: the name under which the lease lists the application.
        """
        self._kinds = kinds
        self._application = application
        self._title: str | None = None
        self._field: _OpenField | None = None
        self._unsure = True
        self._pointer = PointerReducer(
            names=Kind.SCREEN_OPERATIONS in kinds, paths=Kind.POINTER_PATHS in kinds
        )
        self._table: dict[type, Callable[..., Sequence[Action]]] = {
            WindowChanged: self._window,
            PointerPressed: self._pressed,
            PointerReleased: self._pointer.released,
            PointerMoved: self._moved,
            Scrolled: self._pointer.scrolled,
            KeyPressed: self._key,
            FieldEntered: self._entered,
            FieldStill: self._still,
            FieldLeft: self._left,
        }

    def arrive(self) -> list[Action]:
        """Return the action of having come here from another application."""
        return self._allowed([AppSwitch(to=self._application)])

    def reduce(self, event: RawEvent) -> list[Action]:
        """Return the actions that this event makes certain."""
        step = self._table.get(type(event))
        return self._allowed(step(event)) if step is not None else []

    def close(self) -> list[Action]:
        """Return what was pending when the window was left; an open field is dropped."""
        return self._allowed(self._pointer.flush(left=True))

    def _allowed(self, actions: Sequence[Action]) -> list[Action]:
        return [action for action in actions if action.kind in self._kinds]

    def _window(self, event: WindowChanged) -> list[Action]:
        title = event.window.title if event.window is not None else None
        shown = (title or "").lstrip(EDIT_MARKS)[:TITLE_MAX]
        if not shown or shown == self._title:
            return []
        self._title = shown
        return [*self._pointer.flush(), Window(title=shown)]

    def _pressed(self, event: PointerPressed) -> list[Action]:
        done = self._pointer.pressed(event)
        if event.button == Button.MIDDLE and event.element is not None and event.element.editable:
            done = [*done, *self._pasted()]
        self._unsure = True
        return done

    def _moved(self, event: PointerMoved) -> list[Action]:
        self._pointer.moved(event)
        return []

    def _key(self, event: KeyPressed) -> list[Action]:
        keys = shortcut_keys(event)
        if not keys:
            if event.printable:
                self._count(event.moment)
                return self._pointer.flush()
            return []
        done = self._pointer.flush()
        if keys in PASTES and Kind.TYPED_TEXT in self._kinds:
            return [*done, *self._pasted()]
        self._unsure = True
        return [*done, Shortcut(keys=keys)]

    def _count(self, moment: float) -> None:
        open_field = self._field
        if open_field is None or self._unsure:
            return
        open_field.presses += 1
        if open_field.last_press is not None:
            pause = moment - open_field.last_press
            open_field.pauses[sum(pause >= edge for edge in EDGES)] += 1
        open_field.last_press = moment

    def _pasted(self) -> list[Action]:
        if self._field is None:
            return []
        self._field.pasted = True
        return [Paste()]

    def _entered(self, event: FieldEntered) -> list[Action]:
        known = event.element is not None and not is_closed(event.element)
        self._field = _OpenField(event.element) if known and event.element is not None else None
        self._unsure = not known
        return []

    def _still(self, _event: FieldStill) -> list[Action]:
        self._unsure = False
        if self._field is not None:
            self._field.last_press = None
        return []

    def _left(self, event: FieldLeft) -> list[Action]:
        left, self._field, self._unsure = self._field, None, True
        if left is None:
            return []
        text = typed(left.element, event.element, left.presses, pasted=left.pasted)
        return [
            *self._pointer.flush(),
            *([text] if text is not None else []),
            *_rhythm(left.pauses),
        ]


def _rhythm(pauses: list[int]) -> list[Action]:
    if sum(pauses) < RHYTHM_LEAST:
        return []
    return [Rhythm(buckets=tuple(min(count, 10_000) for count in pauses))]
