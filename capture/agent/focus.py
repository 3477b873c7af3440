"""Follows the focus from field to field and says what a field held on entry and on leaving.

Late by nature: keys may arrive before the focus event that belongs to them. After Tab, Enter,
Escape, a click or a shortcut the desktop is asked again before the field counts as known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from capture.agent.desktop.adapter import Accessibility, FocusChange, Ref
from capture.agent.events import ElementFacts, FieldEntered, FieldLeft, FieldStill, RawEvent
from capture.agent.fields import may_read

SETTLE_SECONDS: Final = 0.15
"""After a key or click that may move the focus, it is asked for this much later."""
READ_SECONDS: Final = 1.0
"""A field that is being typed into is read at most this often, in case it vanishes."""


@dataclass(slots=True)
class _Field:
    ref: Ref
    element: ElementFacts
    last: str | None
    read_at: float
    dirty: bool = False


class FocusTracker:
    """The field that has the focus in the recorded window. Values live in memory only."""

    def __init__(self, accessibility: Accessibility, trusted: Callable[[Ref], bool]) -> None:
        """Begin with an unknown focus.

        Args:
            accessibility: whom to ask.
            trusted: whether an object belongs to what may be recorded (in a browser: the page).
        """
        self._accessibility = accessibility
        self._trusted = trusted
        self._field: _Field | None = None
        self._focus: Ref | None = None
        self._settle_at: float | None = None

    def forget(self) -> None:
        """Drop the open field and its values; where the focus is stays known by reference."""
        self._field = None
        self._settle_at = None

    def changed(self, change: FocusChange, now: float, *, texts: bool) -> list[RawEvent]:
        """Take a focus event of the recorded window.

        Args:
            change: which object gained or lost the focus.
            now: CLOCK_BOOTTIME.
            texts: whether typed text may be recorded; without it no text is asked for.
        """
        if change.gained:
            return self.enter(change.ref, now, texts=texts)
        if self._focus == change.ref:
            self._focus = None
        if self._field is not None and self._field.ref == change.ref:
            return self.leave(now)
        return []

    def notice(self, change: FocusChange) -> None:
        """Remember where the focus is, and nothing else, while nothing may be recorded."""
        if change.gained:
            self._focus = change.ref
        elif self._focus == change.ref:
            self._focus = None

    def look_at(self, ref: Ref | None) -> None:
        """Take an object as the one that has the focus; None: nobody can tell."""
        self._focus = ref

    @property
    def ref(self) -> Ref | None:
        """The object that has the focus, as far as is known."""
        return self._focus

    def enter(self, ref: Ref, now: float, *, texts: bool) -> list[RawEvent]:
        """Take an object as focused: leave the field before, enter this one."""
        self._focus = ref
        if self._field is not None and self._field.ref == ref:
            self._settle_at = None
            return [FieldStill(now)]
        events = self.leave(now)
        element = self._accessibility.element(ref) if self._trusted(ref) else None
        self._settle_at = None
        if element is None:
            return [*events, FieldEntered(now, None)]
        if texts and may_read(element.role, element.name, editable=element.editable):
            element = replace(element, value=self._accessibility.text(ref))
        self._field = _Field(ref, element, element.value, now)
        return [*events, FieldEntered(now, element)]

    def leave(self, now: float) -> list[RawEvent]:
        """Leave the open field with its final value, or the last one read if it is gone."""
        field, self._field = self._field, None
        self._settle_at = None
        if field is None:
            return []
        if field.element.value is None:
            return [FieldLeft(now, replace(field.element, value=None))]
        return [FieldLeft(now, self._last(field))]

    def _last(self, field: _Field) -> ElementFacts | None:
        element = self._accessibility.element(field.ref)
        if element is None:
            return replace(field.element, value=field.last)
        value = self._accessibility.text(field.ref)
        return replace(element, value=field.last if value is None else value)

    def typed(self) -> None:
        """Note that a printable key went into the open field."""
        if self._field is not None:
            self._field.dirty = True

    def may_move(self, now: float) -> None:
        """Note a key or click that may move the focus; read what may vanish with it."""
        self._settle_at = now + SETTLE_SECONDS
        if self._field is not None and self._field.dirty:
            self._read(self._field, now)

    def _read(self, field: _Field, now: float) -> None:
        field.dirty, field.read_at = False, now
        if field.element.value is None:
            return
        value = self._accessibility.text(field.ref)
        if value is not None:
            field.last = value

    def next_at(self) -> float | None:
        """Return when `tick` has something to do, None if there is nothing."""
        due = [self._settle_at] if self._settle_at is not None else []
        if self._field is not None and self._field.dirty:
            due.append(self._field.read_at + READ_SECONDS)
        return min(due, default=None)

    def tick(self, now: float, *, texts: bool) -> list[RawEvent]:
        """Do what has become due: ask where the focus is, read the field."""
        field = self._field
        if field is not None and field.dirty and now >= field.read_at + READ_SECONDS:
            self._read(field, now)
        if self._settle_at is None or now < self._settle_at:
            return []
        self._settle_at = None
        if self._focus is None or not self._accessibility.is_focused(self._focus):
            return []
        return self.enter(self._focus, now, texts=texts)
