"""Whether the session is locked or in the background, as logind and the screen saver tell.

Neither is present everywhere, and lock programs of their own tell neither: the recorder always
looks for a window over the whole screen too (`WindowSystem.covered`).
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from jeepney import DBusAddress, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ANSWER_SECONDS: Final = 1.0
LOGIN: Final = "org.freedesktop.login1"
LOGIN_PATH: Final = "/org/freedesktop/login1"
SESSION: Final = "org.freedesktop.login1.Session"
MANAGER: Final = "org.freedesktop.login1.Manager"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
SAVER: Final = "org.freedesktop.ScreenSaver"
SAVER_PATHS: Final = ("/org/freedesktop/ScreenSaver", "/ScreenSaver")


class _Silent(Exception):
    """The service is not there or did not answer."""


def _call(
    bus: DBusConnection,
    address: DBusAddress,
    method: str,
    signature: str | None = None,
    body: tuple[Any, ...] = (),
) -> Any:  # noqa: ANN401 - what the method returns
    try:
        answer = bus.send_and_get_reply(
            new_method_call(address, method, signature, body), timeout=ANSWER_SECONDS
        )
    except (OSError, TimeoutError) as error:
        raise _Silent from error
    if answer.header.message_type is not MessageType.method_return:
        raise _Silent
    return answer.body[0]


@contextmanager
def _closed_on_failure(bus: DBusConnection) -> Iterator[DBusConnection]:
    """Give a connection that is closed if the work with it fails."""
    try:
        yield bus
    except BaseException:
        bus.close()
        raise


class _Watch:
    """One service that reports a change by a signal and is then asked."""

    def __init__(self, bus: DBusConnection, rule: MatchRule) -> None:
        self.bus = bus
        self.signals: deque[Any] = deque(maxlen=1)
        bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=ANSWER_SECONDS)
        bus.filter(rule, queue=self.signals)
        self.locked = self.ask()

    def ask(self) -> bool:
        """Return whether the service says that the session is locked or not active."""
        raise NotImplementedError

    def look(self) -> None:
        """Take in signals, ask anew where there was one; a lost service counts as locked."""
        try:
            with suppress(TimeoutError):
                while True:
                    self.bus.recv_messages(timeout=0)
            if self.signals:
                self.signals.clear()
                self.locked = self.ask()
        except (OSError, _Silent):
            self.locked = True


class Logind(_Watch):
    """The session of this process at logind: `LockedHint`, `Active`."""

    def __init__(self) -> None:
        """Find the session and watch it.

        Raises:
            _Silent, OSError, KeyError: there is no system bus or no such session.
        """
        with _closed_on_failure(open_dbus_connection("SYSTEM")) as bus:
            manager = DBusAddress(LOGIN_PATH, LOGIN, MANAGER)
            self._path = str(_call(bus, manager, "GetSessionByPID", "u", (os.getpid(),)))
            rule = MatchRule(
                type="signal", interface=PROPERTIES, member="PropertiesChanged", path=self._path
            )
            super().__init__(bus, rule)

    def ask(self) -> bool:
        """Return whether the session is locked or another one is active."""
        return bool(self._get("LockedHint")) or not self._get("Active")

    def _get(self, name: str) -> Any:  # noqa: ANN401 - a variant
        address = DBusAddress(self._path, LOGIN, PROPERTIES)
        return _call(self.bus, address, "Get", "ss", (SESSION, name))[1]


class ScreenSaver(_Watch):
    """The screen saver of the desktop, at the session bus."""

    def __init__(self) -> None:
        """Find the screen saver and watch it.

        Raises:
            _Silent, OSError, KeyError: there is no session bus or no screen saver.
        """
        with _closed_on_failure(open_dbus_connection("SESSION")) as bus:
            self._path = self._answering(bus)
            rule = MatchRule(type="signal", interface=SAVER, member="ActiveChanged")
            super().__init__(bus, rule)

    @staticmethod
    def _answering(bus: DBusConnection) -> str:
        for path in SAVER_PATHS:
            with suppress(_Silent):
                _call(bus, DBusAddress(path, SAVER, SAVER), "GetActive")
                return path
        raise _Silent

    def ask(self) -> bool:
        """Return whether the screen saver is active."""
        return bool(_call(self.bus, DBusAddress(self._path, SAVER, SAVER), "GetActive"))


class SessionLock:
    """Every service that this session has; none is needed."""

    def __init__(self) -> None:
        """Look for logind and the screen saver once."""
        self._watches: list[_Watch] = []
        for kind in (Logind, ScreenSaver):
            with suppress(OSError, KeyError, ValueError, TimeoutError, _Silent):
                self._watches.append(kind())

    def filenos(self) -> Sequence[int]:
        """Return the descriptors on which signals arrive."""
        return [watch.bus.sock.fileno() for watch in self._watches]

    def look(self) -> None:
        """Take in what happened, without waiting."""
        for watch in self._watches:
            watch.look()

    def locked(self) -> bool:
        """Return whether any service says that the session is locked or in the background."""
        return any(watch.locked for watch in self._watches)

    def close(self) -> None:
        """Close the connections."""
        for watch in self._watches:
            with suppress(OSError):
                watch.bus.close()
