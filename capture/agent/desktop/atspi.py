"""The accessibility service (AT-SPI 2) through jeepney: focus, roles, names, texts of fields.

Two connections: one hears focus events alone (events of changed text carry what is typed, and
are never asked for), one asks. An object's text is asked for only after its role and
state were asked in the same breath and allow it, and never again once it was a password field.
"""

from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Any

from jeepney import HeaderFields, MatchRule, MessageType, message_bus
from jeepney.io.blocking import open_dbus_connection

from capture.agent.desktop.adapter import AccessibilityLost, FocusChange, Place, Ref
from capture.agent.desktop.atspi_calls import (
    ACCESSIBLE,
    ACTIVE_BIT,
    ADDRESSES,
    ANSWER_SECONDS,
    APPLICATION,
    CHOSEN_ITEMS,
    CLOSED_MAX,
    COLLECTION,
    COMPONENT,
    DEPTH_MAX,
    DOCUMENT,
    DOCUMENT_WEB,
    EDITABLE_BIT,
    FOCUSED_BIT,
    FOCUSED_ONE,
    LABELLED_BY,
    MATCHES,
    NULL,
    PAGE_TAB_LIST,
    PROPERTIES,
    REGISTRY,
    ROOT,
    SELECTED_BIT,
    SHOWN_PAGE,
    START_SECONDS,
    TEXT,
    TEXT_LIMIT,
    Unanswered,
    ask,
    service_address,
)
from capture.agent.desktop.page_address import host_of
from capture.agent.desktop.roles import ROLES
from capture.agent.events import ElementFacts
from capture.agent.fields import PASSWORD, READABLE, may_read


class AtSpi:
    """The accessibility service of this session; for one thread."""

    def __init__(self) -> None:
        """Connect and ask for focus events.

        Raises:
            Unanswered: there is no accessibility service.
        """
        with ExitStack() as undo:
            try:
                address = service_address()
                self._asking = undo.enter_context(open_dbus_connection(address))
                self._hearing = undo.enter_context(open_dbus_connection(address))
                self._focus: deque[Any] = deque()
                self._subscribe()
            except (OSError, KeyError, ValueError, TimeoutError) as error:
                raise Unanswered from error
            undo.pop_all()
        self._pids: dict[str, int] = {}
        self._closed: dict[Ref, None] = {}
        self._active: tuple[int, Ref] | None = None
        self._toolkits: dict[str, bool] = {}
        self._shown_page: tuple[Ref, Ref] | None = None
        self._role: tuple[Ref, int] | None = None

    def _subscribe(self) -> None:
        rule = MatchRule(
            type="signal", interface="org.a11y.atspi.Event.Object", member="StateChanged"
        )
        rule.add_arg_condition(0, "focused")
        self._hearing.send_and_get_reply(message_bus.AddMatch(rule), timeout=START_SECONDS)
        ask(
            self._hearing,
            REGISTRY,
            ("org.a11y.atspi.Registry", "RegisterEvent"),
            "sas",
            ("object:state-changed:focused", []),
            START_SECONDS,
        )
        self._hearing.filter(rule, queue=self._focus)

    def fileno(self) -> int:
        """Return the descriptor on which focus events arrive."""
        return int(self._hearing.sock.fileno())

    def focus_changes(self) -> Sequence[FocusChange]:
        """Return the changes of focus that have come in, without waiting.

        Raises:
            AccessibilityLost: the service is gone.
        """
        try:
            while True:
                self._hearing.recv_messages(timeout=0)
        except TimeoutError:  # nothing more is there; a subclass of OSError
            pass
        except OSError as error:
            raise AccessibilityLost from error
        changes = []
        while self._focus:
            message = self._focus.popleft()
            fields = message.header.fields
            ref = (fields.get(HeaderFields.sender, ""), fields.get(HeaderFields.path, ""))
            changes.append(FocusChange(ref, gained=bool(message.body[1])))
        return changes

    def pid(self, ref: Ref) -> int | None:
        """Return the process that an object belongs to."""
        name = ref[0]
        if name not in self._pids:
            with suppress(OSError, TimeoutError):
                asked = message_bus.GetConnectionUnixProcessID(name)
                answer = self._asking.send_and_get_reply(asked, timeout=ANSWER_SECONDS)
                if answer.header.message_type is MessageType.method_return:
                    self._pids[name] = int(answer.body[0])
        return self._pids.get(name)

    def element(self, ref: Ref) -> ElementFacts | None:
        """Return role, name and state of an object; never its text. None: cannot be told."""
        with suppress(Unanswered):
            role = self._role_of(ref)
            if role == PASSWORD:
                self._close_for_good(ref)
            if ref in self._closed:
                return ElementFacts(PASSWORD, ROLES[PASSWORD])
            if role in ROLES:
                editable = self._has(ref, EDITABLE_BIT)
                return ElementFacts(role, ROLES[role], self._name(ref, role), editable)
        return None

    def _role_of(self, ref: Ref) -> int:
        """Return the role of an object; what going down to it has just asked counts once."""
        known, self._role = self._role, None
        if known is not None and known[0] == ref:
            return known[1]
        return int(self._ask(ref, ACCESSIBLE, "GetRole"))

    def _close_for_good(self, ref: Ref) -> None:
        """Remember a password field: shown in clear, it names itself an ordinary text."""
        self._closed[ref] = None
        if len(self._closed) > CLOSED_MAX:
            del self._closed[next(iter(self._closed))]

    def _name(self, ref: Ref, role: int) -> str | None:
        name = self._property(ref, ACCESSIBLE, "Name")
        if not name and role in READABLE:
            name = self._label(ref)
        return name or None

    def _label(self, ref: Ref) -> str:
        for kind, targets in self._ask(ref, ACCESSIBLE, "GetRelationSet"):
            if kind == LABELLED_BY and targets:
                return str(self._property(targets[0], ACCESSIBLE, "Name"))
        return ""

    def is_focused(self, ref: Ref) -> bool:
        """Return whether the object has the focus now."""
        with suppress(Unanswered):
            return self._has(ref, FOCUSED_BIT)
        return False

    def focused(self, pid: int) -> Ref | None:
        """Return the object that has the focus in the active frame of a process."""
        with suppress(Unanswered):
            frame = self._frame(pid)
            if frame is not None:
                found = self._ask(frame, COLLECTION, "GetMatches", MATCHES, FOCUSED_ONE)
                return (found[0][0], found[0][1]) if found else None
        return None

    def text(self, ref: Ref) -> str | None:
        """Return the text of an object, if its role and state allow to ask for it now.

        The name is for the caller to judge, who has it from `element`.
        """
        with suppress(Unanswered):
            if not self._may_ask(ref):
                return None
            count = int(self._property(ref, TEXT, "CharacterCount"))
            if 0 <= count <= TEXT_LIMIT:
                return str(self._ask(ref, TEXT, "GetText", "ii", (0, count)))
        return None

    def _may_ask(self, ref: Ref) -> bool:
        role = int(self._ask(ref, ACCESSIBLE, "GetRole"))
        if role == PASSWORD:
            self._close_for_good(ref)
        if ref in self._closed or role not in READABLE:
            return False
        return may_read(role, None, editable=self._has(ref, EDITABLE_BIT))

    def under(self, pid: int, place: Place, x: int, y: int) -> Ref | None:
        """Return the object at a point of the screen, in pixels, in the active frame."""
        self._role = None
        with suppress(Unanswered):
            frame = self._frame(pid)
            return self._deepest(frame, place, x, y) if frame is not None else None
        return None

    def menu_under(self, pid: int, x: int, y: int) -> Ref | None:
        """Return the chosen item of an open menu at a point of the screen, in pixels.

        Menus are windows of their own; their items are found through the application.
        """
        with suppress(Unanswered):
            for application in self._applications(pid):
                chosen = self._ask(application, COLLECTION, "GetMatches", MATCHES, CHOSEN_ITEMS)
                for name, path in reversed(chosen):
                    if self._ask((name, path), COMPONENT, "Contains", "iiu", (x, y, 0)):
                        return (name, path)
        return None

    def _applications(self, pid: int) -> list[Ref]:
        listed = self._ask(ROOT, ACCESSIBLE, "GetChildren")
        return [(name, path) for name, path in listed if self.pid((name, path)) == pid]

    def _deepest(self, frame: Ref, place: Place, x: int, y: int) -> Ref:
        """Go down from a frame to the object under a point."""
        by_window = self._is_gtk4(frame[0])
        point = (x - place.left, y - place.top, 1) if by_window else (x, y, 0)
        here = frame
        for _ in range(DEPTH_MAX):
            below = self._below(here, point)
            if below is None or below == here:
                break
            here = below
        return here

    def _below(self, here: Ref, point: tuple[int, int, int]) -> Ref | None:
        """Return the child under a point; of a list of page tabs also the page that is shown."""
        found = self._ask(here, COMPONENT, "GetAccessibleAtPoint", "iiu", point)
        if found[1] != NULL:
            return (found[0], found[1])
        if self._shown_page is not None and self._shown_page[0] == here:
            with suppress(Unanswered):
                if self._has(self._shown_page[1], SELECTED_BIT):
                    return self._shown_page[1]
        role = int(self._ask(here, ACCESSIBLE, "GetRole"))
        if role == PAGE_TAB_LIST:
            for name, path in self._ask(here, ACCESSIBLE, "GetChildren"):
                if self._has((name, path), SELECTED_BIT):
                    self._shown_page = (here, (name, path))
                    return (name, path)
        self._role = (here, role)
        return None

    def _is_gtk4(self, name: str) -> bool:
        """Return whether an application's toolkit knows no places on the screen."""
        if name not in self._toolkits:
            application = (name, ROOT[1])
            toolkit = str(self._property(application, APPLICATION, "ToolkitName"))
            version = str(self._property(application, APPLICATION, "Version"))
            self._toolkits[name] = toolkit.lower() == "gtk" and version.startswith("4")
        return self._toolkits[name]

    def frame_name(self, pid: int) -> str | None:
        """Return the accessible name of the active frame of a process."""
        with suppress(Unanswered):
            frame = self._frame(pid)
            return self._property(frame, ACCESSIBLE, "Name") or None if frame else None
        return None

    def _frame(self, pid: int) -> Ref | None:
        """Return the active frame of a process, or its only one."""
        if self._active is not None and self._active[0] == pid:
            with suppress(Unanswered):
                if self._has(self._active[1], ACTIVE_BIT):
                    return self._active[1]
        frame = self._find_frame(pid)
        self._active = (pid, frame) if frame is not None else None
        return frame

    def _find_frame(self, pid: int) -> Ref | None:
        frames: list[Ref] = []
        for application in self._applications(pid):
            children = self._ask(application, ACCESSIBLE, "GetChildren")
            frames.extend((name, path) for name, path in children)
        active = [frame for frame in frames if self._has(frame, ACTIVE_BIT)]
        if len(active) == 1:
            return active[0]
        return frames[0] if len(frames) == 1 else None

    def _has(self, ref: Ref, bit: int) -> bool:
        return bool(self._ask(ref, ACCESSIBLE, "GetState")[bit // 32] >> (bit % 32) & 1)

    def _property(self, ref: Ref, interface: str, name: str) -> Any:  # noqa: ANN401 - variant
        return self._ask(ref, PROPERTIES, "Get", "ss", (interface, name))[1]

    def _ask(
        self,
        ref: Ref,
        interface: str,
        method: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
    ) -> Any:  # noqa: ANN401 - what the method returns
        return ask(self._asking, ref, (interface, method), signature, body, ANSWER_SECONDS)

    def site(self, pid: int) -> str | None:
        """Return the host of the page that the active frame of a browser shows.

        Pages inside the page, which come after it in the tree, have addresses of their own.
        """
        with suppress(Unanswered):
            page = self._page(pid)
            return self._address(page) if page is not None else None
        return None

    def _page(self, pid: int) -> Ref | None:
        """Return the outermost page that is shown, looked for in the tree each time.

        One that was found before says for itself that it is shown also after it was left: a
        browser keeps it for the way back.
        """
        frame = self._frame(pid)
        if frame is None:
            return None
        found = self._ask(frame, COLLECTION, "GetMatches", MATCHES, SHOWN_PAGE)
        return (found[0][0], found[0][1]) if found else None

    def site_of(self, ref: Ref) -> str | None:
        """Return the host of the innermost page around an object, None outside of pages."""
        here = ref
        with suppress(Unanswered):
            for _ in range(DEPTH_MAX):
                if int(self._ask(here, ACCESSIBLE, "GetRole")) == DOCUMENT_WEB:
                    return self._address(here)
                name, path = self._property(here, ACCESSIBLE, "Parent")
                if path == NULL or path == ROOT[1]:
                    return None
                here = (name, path)
        return None

    def _address(self, page: Ref) -> str | None:
        for attribute in ADDRESSES:
            address = str(self._ask(page, DOCUMENT, "GetAttributeValue", "s", (attribute,)))
            if address:
                return host_of(address)
        return None

    def close(self) -> None:
        """Close both connections."""
        for connection in (self._asking, self._hearing):
            with suppress(OSError):
                connection.close()
