"""Windows of an X11 desktop, by events: who is active, where it lies, what covers the screen.

One connection, for one thread. Whatever cannot be told about a window makes it no window.
"""

import os
from contextlib import suppress
from typing import Any, Final

from Xlib import XK, X, Xatom, display, error
from Xlib.protocol import event as x_event

from capture.agent.desktop.adapter import Place, Seen
from capture.agent.desktop.keys import (
    COMMANDS,
    is_printable,
    modifiers_of,
    shortcut_name,
)
from capture.agent.events import DesktopRefused, KeyPressed, WindowFacts
from capture.agent.listeners import KeyDown

PAUSE_LETTER: Final = XK.XK_p
PAUSE_MODIFIERS: Final = X.ControlMask | X.Mod1Mask
LOCKS: Final = (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask)
"""A grab must name each state of Caps Lock and Num Lock."""
STACKING: Final = frozenset(
    {X.MapNotify, X.UnmapNotify, X.ConfigureNotify, X.DestroyNotify, X.CirculateNotify}
)


class X11:
    """The window system of one display."""

    def __init__(self) -> None:
        """Connect, ask for events of the root and take the pause key (Ctrl+Alt+P).

        Raises:
            DesktopRefused: there is no display that answers.
        """
        try:
            self._display = display.Display()
        except (error.DisplayError, error.XError, OSError) as problem:
            raise DesktopRefused("There is no X display to record; start Sayso in one.") from (
                problem
            )
        self._root = self._display.screen().root
        self._root.change_attributes(
            event_mask=X.PropertyChangeMask | X.SubstructureNotifyMask, onerror=_ignore
        )
        self._active_atom = self._display.intern_atom("_NET_ACTIVE_WINDOW")
        self._pid_atom = self._display.intern_atom("_NET_WM_PID")
        self._name_atom = self._display.intern_atom("_NET_WM_NAME")
        self._watched: Any = None
        self._stack_changed = True
        self._covered = False
        self._places: dict[int, tuple[Any, Place]] = {}
        self._pause_code = self._display.keysym_to_keycode(PAUSE_LETTER)
        self._pause_free = self._grab_pause()

    @property
    def pause_key_free(self) -> bool:
        """Whether Ctrl+Alt+P is ours; False where another program owns it."""
        return self._pause_free

    def _grab_pause(self) -> bool:
        refused = error.CatchError(error.BadAccess)
        for locks in LOCKS:
            self._root.grab_key(
                self._pause_code,
                PAUSE_MODIFIERS | locks,
                False,
                X.GrabModeAsync,
                X.GrabModeAsync,
                onerror=refused,
            )
        self._display.sync()
        return refused.get_error() is None

    def fileno(self) -> int:
        """Return the descriptor of the connection."""
        return int(self._display.fileno())

    def look(self) -> Seen:
        """Take in what happened, without waiting.

        Raises:
            ConnectionError: the display is gone.
        """
        active = title = pause = False
        try:
            while self._display.pending_events():
                event = self._display.next_event()
                active = active or self._means_active(event)
                title = title or self._means_title(event)
                pause = pause or self._means_pause(event)
        except error.ConnectionClosedError as gone:
            raise ConnectionError from gone
        return Seen(active, title, pause)

    def _means_active(self, event: Any) -> bool:  # noqa: ANN401 - python-xlib has no types
        if event.type == X.MappingNotify:
            self._display.refresh_keyboard_mapping(event)
            return False
        if event.type in STACKING:
            self._stack_changed = True
            self._places.clear()
            return False
        return bool(
            event.type == X.PropertyNotify
            and event.window == self._root
            and event.atom == self._active_atom
        )

    def _means_title(self, event: Any) -> bool:  # noqa: ANN401
        return bool(
            event.type == X.PropertyNotify
            and event.window == self._watched
            and event.atom in {self._name_atom, Xatom.WM_NAME}
        )

    def _means_pause(self, event: Any) -> bool:  # noqa: ANN401
        return isinstance(event, x_event.KeyPress) and event.detail == self._pause_code

    def active(self) -> WindowFacts | None:
        """Return the active window; None where anything about it cannot be told."""
        with suppress(error.XError, OSError, UnicodeError, AttributeError, IndexError):
            found = self._root.get_full_property(self._active_atom, X.AnyPropertyType)
            if found is None or not found.value or not found.value[0]:
                return None
            return self._facts(int(found.value[0]))
        return None

    def _facts(self, number: int) -> WindowFacts | None:
        window = self._display.create_resource_object("window", number)
        if window != self._watched:
            window.change_attributes(event_mask=X.PropertyChangeMask, onerror=_ignore)
            self._watched = window
        wm_class = window.get_wm_class()
        pid = window.get_full_property(self._pid_atom, X.AnyPropertyType)
        if wm_class is None or pid is None or not pid.value:
            return None
        process = int(pid.value[0])
        return WindowFacts(
            wm_class=str(wm_class[1]),
            executable=os.readlink(f"/proc/{process}/exe"),  # noqa: PTH115 - as the kernel says
            title=self._title(window),
            window_id=number,
            pid=process,
        )

    def _title(self, window: Any) -> str | None:  # noqa: ANN401
        found = window.get_full_text_property(self._name_atom) or window.get_wm_name()
        if isinstance(found, bytes):
            return found.decode("utf-8", "replace") or None
        return str(found) if found else None

    def pending(self) -> bool:
        """Return whether something was reported that `look` has not taken in yet."""
        try:
            return bool(self._display.pending_events())
        except error.ConnectionClosedError as gone:
            raise ConnectionError from gone

    def place_under(self, window_id: int, x: int, y: int) -> Place | None:
        """Return where a window lies, None if it is gone or another window is at this point.

        Menus and popups are windows of their own.
        """
        with suppress(error.XError):
            top, place = self._known_place(window_id)
            on_top = self._root.translate_coords(self._root, x, y).child
            return place if on_top == top else None
        return None

    def _known_place(self, window_id: int) -> tuple[Any, Place]:
        """Return what a window lies in and where, asked anew after windows moved."""
        if window_id not in self._places:
            window = self._display.create_resource_object("window", window_id)
            size = window.get_geometry()
            origin = window.translate_coords(self._root, 0, 0)
            place = Place(-origin.x, -origin.y, size.width, size.height)
            self._places = {window_id: (self._top_of(window), place)}
        return self._places[window_id]

    def _top_of(self, window: Any) -> Any:  # noqa: ANN401 - python-xlib has no types
        """Return the child of the root that a window lies in: mostly the manager's frame."""
        while True:
            parent = window.query_tree().parent
            if parent in {self._root, X.NONE}:
                return window
            window = parent

    def covered(self) -> bool:
        """Return whether a full-screen window outside of the window manager lies on top.

        Lock screens are such windows. Looked up anew only after windows came, went or moved.
        """
        if self._stack_changed:
            self._stack_changed = False
            self._covered = self._look_for_cover()
        return self._covered

    def recheck_cover(self) -> None:
        """Look again at the next question, whatever was reported."""
        self._stack_changed = True

    def _look_for_cover(self) -> bool:
        screen = self._display.screen()
        for window in reversed(self._root.query_tree().children):
            try:
                state, size = window.get_attributes(), window.get_geometry()
            except error.XError:
                continue
            if (
                state.map_state == X.IsViewable
                and state.win_class != X.InputOnly
                and state.override_redirect
                and size.width >= screen.width_in_pixels
                and size.height >= screen.height_in_pixels
            ):
                return True
        return False

    def key(self, raw: KeyDown) -> KeyPressed:
        """Return what a key press means, after layout group 1 without shift.

        Only a key that may be part of a shortcut gets a name; a letter that is typed gets none.
        """
        symbol = self._display.keycode_to_keysym(raw.keycode, 0)
        held = modifiers_of(raw.state)
        printable = is_printable(symbol, raw.state) and not held & COMMANDS
        name = None if printable else shortcut_name(symbol)
        return KeyPressed(raw.moment, name, held, printable)

    def close(self) -> None:
        """Give the pause key back and close the connection."""
        with suppress(error.XError, error.ConnectionClosedError, OSError):
            self._display.close()


def _ignore(*_problem: object) -> bool:
    """Take a window that vanished while it was asked as no error."""
    return True
