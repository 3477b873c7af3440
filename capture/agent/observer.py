"""What one desktop shows, turned into raw events for the window that may be recorded.

Order of each round: the listeners' queue is taken first, then what the window system reported.
If the active window changed in between, nobody can tell to which window those events belonged,
so they are dropped. Without an accessibility answer there is no text and no element.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from capture.agent.clock import Clock
from capture.agent.desktop.adapter import Accessibility, Desktop, FocusChange, Place, Ref
from capture.agent.desktop.browsers import is_browser
from capture.agent.episodes import Stays
from capture.agent.events import (
    Covered,
    ElementFacts,
    PointerMoved,
    PointerPressed,
    PointerReleased,
    RawEvent,
    Scrolled,
    WindowChanged,
    WindowFacts,
)
from capture.agent.focus import FocusTracker
from capture.agent.listeners import ButtonChange, Heard, KeyDown, Passed, Wheel
from capture.agent.reducer import PASTES, shortcut_keys
from capture.protocol.messages import Kind

ELEMENTS: Final = frozenset({Kind.CLICKS, Kind.SCREEN_OPERATIONS, Kind.TYPED_TEXT})
ASK_SECONDS: Final = 0.9
"""So often it is asked whether anything may be recorded, events or not."""
COVER_SECONDS: Final = 1.0
"""While something may be recorded, the cover is looked for this often, events or not."""


class Observer:
    """Turns what is heard and seen into raw events; for one thread."""

    def __init__(
        self,
        desktop: Desktop,
        accessibility: Accessibility,
        stays: Stays,
        clock: Clock,
    ) -> None:
        """Begin with nothing known; the first round looks at everything."""
        self._windows = desktop.windows
        self._lock = desktop.lock
        self._accessibility = accessibility
        self._focus = FocusTracker(accessibility, self._is_of_the_page)
        self._stays = stays
        self._clock = clock
        self._window: WindowFacts | None = None
        self._site: str | None = None
        self._stale = True
        self._cover_at = 0.0
        self._asked_at = 0.0
        self.covered = False
        self.pause_pressed = False
        self.kinds: frozenset[Kind] = frozenset()

    def use(self, accessibility: Accessibility) -> None:
        """Go on with another connection to the accessibility service."""
        self._stays.discard()
        self._accessibility = accessibility
        self._focus = FocusTracker(accessibility, self._is_of_the_page)
        self._stale = True

    def discard(self) -> None:
        """Drop the open field and the open episodes; look at everything anew."""
        self._stays.discard()
        self._focus.forget()
        self._stale = True

    def next_at(self) -> float | None:
        """Return when the next round is due without any event, as CLOCK_BOOTTIME."""
        return self._focus.next_at() if self.kinds else None

    def round(self, heard: Sequence[Heard]) -> None:
        """Take what the listeners queued, then everything that the desktop reported.

        Raises:
            ConnectionError: the display or the accessibility service is gone.
        """
        seen = self._windows.look()
        self.pause_pressed = seen.pause
        changes = self._accessibility.focus_changes()
        if self._is_covered():
            self._notice(changes)
            return
        if not (seen.active or seen.title or self._stale or heard or changes or self._is_due()):
            return
        switched = (seen.active or self._stale) and self._look_at_window()
        if seen.title and not switched and self._window is not None:
            self._look_at_title()
        elif not switched:
            self._look_at_site()
        self.kinds, self._asked_at = self._stays.wanted(), self._clock.boottime()
        if not switched:
            self._take(heard)
        self._follow(changes)

    def _is_due(self) -> bool:
        """Return whether something has to be done that nothing announced."""
        now, next_at = self._clock.boottime(), self.next_at()
        if next_at is not None and now >= next_at:
            return True
        return now >= self._asked_at + ASK_SECONDS

    def _is_covered(self) -> bool:
        self._lock.look()
        now = self._clock.boottime()
        if self.kinds and now >= self._cover_at:
            self._windows.recheck_cover()
            self._cover_at = now + COVER_SECONDS
        covered = self._lock.locked() or self._windows.covered()
        if covered and not self.covered:
            self.discard()
            self._stays.feed(Covered(now))
            self.kinds = frozenset()
        self.covered = covered
        return covered

    def _look_at_window(self) -> bool:
        """Look which window is active; return whether it is another one, or one seen anew."""
        anew, self._stale = self._stale, False
        window = self._with_frame(self._windows.active())
        if not anew and _same(window, self._window):
            return False
        now = self._clock.boottime()
        self._feed(self._focus.leave(now) if not anew else [])
        self._window, self._site = window, self._find_site(window)
        self._stays.feed(WindowChanged(now, window, self._site))
        self._focus.may_move(now)
        return True

    def _look_at_title(self) -> None:
        window = self._with_frame(self._windows.active())
        if _same(window, self._window):
            self._here(window, self._find_site(window))
        else:
            self._stale = True

    def _look_at_site(self) -> None:
        """Look whether a browser still shows the site that it showed."""
        if self._window is not None and is_browser(self._window):
            site = self._find_site(self._window)
            if site != self._site:
                self._here(self._with_frame(self._window), site)

    def _here(self, window: WindowFacts | None, site: str | None) -> None:
        """Take a new title or site of the same window; with the site the field is left."""
        now = self._clock.boottime()
        if site != self._site:
            self._feed(self._focus.leave(now))
            self._focus.may_move(now)
        self._window, self._site = window, site
        self._stays.feed(WindowChanged(now, window, site))

    def _with_frame(self, window: WindowFacts | None) -> WindowFacts | None:
        """Add the accessible name of the frame, which only browsers need."""
        if window is None or not is_browser(window):
            return window
        return replace(window, frame_name=self._accessibility.frame_name(window.pid))

    def _find_site(self, window: WindowFacts | None) -> str | None:
        if window is None or not is_browser(window):
            return None
        return self._accessibility.site(window.pid)

    def _take(self, heard: Sequence[Heard]) -> None:
        if self.kinds:
            self._hear(heard)
        else:
            self._focus.forget()

    def _hear(self, heard: Sequence[Heard]) -> None:
        for one in heard:
            if isinstance(one, KeyDown):
                self._key(one)
            elif isinstance(one, ButtonChange):
                self._button(one)
            elif isinstance(one, Wheel):
                self._stays.feed(Scrolled(one.moment, one.right, one.up))
            elif Kind.POINTER_PATHS in self.kinds:
                self._passed(one)

    def _key(self, raw: KeyDown) -> None:
        event = self._windows.key(raw)
        self._stays.feed(event)
        keys = shortcut_keys(event)
        if keys and keys not in PASTES:
            self._focus.may_move(self._clock.boottime())
        elif event.printable:
            self._focus.typed()

    def _button(self, change: ButtonChange) -> None:
        place = self._place(change.x, change.y)
        at = place.fraction(change.x, change.y) if place is not None else None
        x, y = at if at is not None else (None, None)
        if not change.down:
            self._stays.feed(PointerReleased(change.moment, change.button, x, y))
            return
        element = self._element(place, change)
        self._stays.feed(PointerPressed(change.moment, change.button, x, y, element))
        self._focus.may_move(self._clock.boottime())

    def _place(self, x: int, y: int) -> Place | None:
        """Return the place of the recorded window, None if another window lies at this point."""
        if self._window is None:
            return None
        return self._windows.place_under(self._window.window_id, x, y)

    def _element(self, place: Place | None, change: ButtonChange) -> ElementFacts | None:
        """Return what was pressed: in the window, or else in a menu of the same program."""
        if self._window is None or not self.kinds & ELEMENTS:
            return None
        pid, x, y = self._window.pid, change.x, change.y
        if place is None:
            ref = self._accessibility.menu_under(pid, x, y)
        elif place.fraction(x, y) is not None:
            ref = self._accessibility.under(pid, place, x, y)
        else:
            ref = None
        if ref is None or not self._is_of_the_page(ref):
            return None
        return self._accessibility.element(ref)

    def _is_of_the_page(self, ref: Ref) -> bool:
        """Return whether an object belongs to what may be recorded.

        In a browser that is the page of the site alone: not the address bar, and not a page of
        another site inside this one.
        """
        if self._window is None:
            return False
        if not is_browser(self._window):
            return True
        return self._site is not None and self._accessibility.site_of(ref) == self._site

    def _passed(self, one: Passed) -> None:
        place = self._place(one.x, one.y)
        at = place.fraction(one.x, one.y) if place is not None else None
        if at is not None:
            self._stays.feed(PointerMoved(one.moment, *at))

    def _follow(self, changes: Sequence[FocusChange]) -> None:
        """Take focus events: of the recorded window to the full, of others by reference alone."""
        now = self._clock.boottime()
        texts = Kind.TYPED_TEXT in self.kinds
        for change in changes:
            if self.kinds and self._is_ours(change):
                self._feed(self._focus.changed(change, now, texts=texts))
            else:
                self._focus.notice(change)
        if self.kinds:
            self._feed(self._tick(now, texts=texts))

    def _tick(self, now: float, *, texts: bool) -> Sequence[RawEvent]:
        """Let the tracker do what is due, if the focus is in the recorded window's process."""
        due = self._focus.next_at()
        if due is None or now < due or self._window is None:
            return []
        ref = self._focus.ref
        if ref is None or self._accessibility.pid(ref) != self._window.pid:
            self._focus.look_at(self._accessibility.focused(self._window.pid))
        return self._focus.tick(now, texts=texts)

    def _is_ours(self, change: FocusChange) -> bool:
        return self._window is not None and self._accessibility.pid(change.ref) == self._window.pid

    def _notice(self, changes: Sequence[FocusChange]) -> None:
        for change in changes:
            self._focus.notice(change)

    def _feed(self, events: Sequence[RawEvent]) -> None:
        for event in events:
            self._stays.feed(event)


def _same(one: WindowFacts | None, other: WindowFacts | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.window_id, one.pid, one.wm_class, one.executable) == (
        *(other.window_id, other.pid, other.wm_class, other.executable),
    )
