"""Calls to the accessibility service (AT-SPI 2) through jeepney, and the numbers it speaks in."""

import struct
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from jeepney import DBusAddress, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from capture.agent.desktop.adapter import Ref

ANSWER_SECONDS: Final = 0.15
START_SECONDS: Final = 3.0
TEXT_LIMIT: Final = 200_000
"""Longest text of a field, in signs, that is asked for at all."""
DEPTH_MAX: Final = 40
CLOSED_MAX: Final = 2000

ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
COMPONENT: Final = "org.a11y.atspi.Component"
TEXT: Final = "org.a11y.atspi.Text"
APPLICATION: Final = "org.a11y.atspi.Application"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
DOCUMENT: Final = "org.a11y.atspi.Document"
COLLECTION: Final = "org.a11y.atspi.Collection"
NULL: Final = "/org/a11y/atspi/null"
ROOT: Final[Ref] = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
REGISTRY: Final[Ref] = ("org.a11y.atspi.Registry", "/org/a11y/atspi/registry")

ACTIVE_BIT: Final = 1
EDITABLE_BIT: Final = 7
FOCUSED_BIT: Final = 12
SELECTED_BIT: Final = 23
SHOWING_BIT: Final = 25
LABELLED_BY: Final = 2
PAGE_TAB_LIST: Final = 38
DOCUMENT_WEB: Final = 95
ADDRESSES: Final = ("URI", "DocURL")
"""How Chromium and Firefox name the address of a page."""


MATCHES: Final = "(aiia{ss}iaiiasib)uib"
ALL: Final = 1
ANY: Final = 2
ONE_IN_ORDER: Final = (1, 1, True)  # canonical order, at most one, through the whole tree
FOCUSED_ONE: Final[tuple[Any, ...]] = (
    ([1 << FOCUSED_BIT, 0], ALL, {}, ALL, [0, 0, 0, 0], ALL, [], ALL, False),
    *ONE_IN_ORDER,
)
SHOWN_PAGE: Final[tuple[Any, ...]] = (
    ([1 << SHOWING_BIT, 0], ALL, {}, ALL, [0, 0, -(1 << 31), 0], ANY, [], ALL, False),
    *ONE_IN_ORDER,
)
CHOSEN_ITEMS: Final[tuple[Any, ...]] = (
    (
        *([1 << SELECTED_BIT | 1 << SHOWING_BIT, 0], ALL, {}, ALL),
        *([1 << 8, 1 << (33 - 32) | 1 << (35 - 32) | 1 << (45 - 32), 0, 0], ANY, [], ALL, False),
    ),
    *(1, 8, True),
)
"""Match rules of AT-SPI: states, attributes, roles, interfaces, each with how to match.

Role 95 is the highest bit of the third signed word; items of menus are roles 8, 33, 35 and 45.
"""


class Unanswered(Exception):
    """The service did not answer, or the object is gone."""


SERIAL_AT: Final = 8
"""Where a D-Bus message carries its serial number, in bytes."""


class _Written(Message):  # type: ignore[misc]
    """A call that is written once and sent often; only its serial number changes."""

    _bytes: bytearray | None = None

    def serialise(self, serial: int | None = None, fds: Any = None) -> bytes:  # noqa: ANN401
        """Return the message as it goes over the wire."""
        if self._bytes is None:
            self._bytes = bytearray(super().serialise(serial=serial, fds=fds))
        order = "<" if self._bytes[0] == ord("l") else ">"
        struct.pack_into(f"{order}I", self._bytes, SERIAL_AT, serial or self.header.serial)
        return bytes(self._bytes)


@lru_cache(maxsize=512)
def _written(ref: Ref, call: tuple[str, str], signature: str | None, body: tuple[Any, ...]) -> Any:  # noqa: ANN401
    plain = new_method_call(DBusAddress(ref[1], ref[0], call[0]), call[1], signature, body)
    return _Written(plain.header, plain.body)


def _message(ref: Ref, call: tuple[str, str], signature: str | None, body: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Return a call; those without arguments of their own are kept, and none that names a text."""
    if signature is None or call == (PROPERTIES, "Get"):
        return _written(ref, call, signature, body)
    return new_method_call(DBusAddress(ref[1], ref[0], call[0]), call[1], signature, body)


def ask(
    connection: DBusConnection,
    ref: Ref,
    call: tuple[str, str],
    signature: str | None,
    body: tuple[Any, ...],
    seconds: float,
) -> Any:  # noqa: ANN401
    """Return the first value that a method of an object returns.

    Raises:
        Unanswered: an error, no answer in time, or no service.
    """
    message = _message(ref, call, signature, body)
    try:
        answer = connection.send_and_get_reply(message, timeout=seconds)
    except (OSError, TimeoutError) as error:
        raise Unanswered from error
    if answer.header.message_type is not MessageType.method_return:
        raise Unanswered
    return answer.body[0] if answer.body else None


def service_address() -> str:
    """Return where the accessibility bus is, and switch accessibility on for this session.

    Firefox and Qt build their tree only while `IsEnabled` is set.
    """
    with open_dbus_connection("SESSION") as session:
        bus = ("org.a11y.Bus", "/org/a11y/bus")
        set_call = (PROPERTIES, "Set")
        enabled = ("org.a11y.Status", "IsEnabled", ("b", True))
        with suppress(Unanswered):
            ask(session, bus, set_call, "ssv", enabled, START_SECONDS)
        return str(ask(session, bus, ("org.a11y.Bus", "GetAddress"), None, (), START_SECONDS))
