"""Stands in for logind or a screen saver on a bus of its own: says what a test tells it to say.

python -m tests.desktop.session_service logind | screensaver
"""

import sys

from jeepney import DBusAddress, HeaderFields, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAMES = {"logind": "org.freedesktop.login1", "screensaver": "org.freedesktop.ScreenSaver"}
SESSION = "/org/freedesktop/login1/session/test"


def answer(member: str, body: tuple, *, locked: bool):
    """Return signature and body of an answer, None where the method is not known."""
    if member == "GetSessionByPID":
        return "o", (SESSION,)
    if member == "GetActive":
        return "b", (locked,)
    if member == "Get":
        return "v", (("b", locked if body[1] == "LockedHint" else True),)
    return None


def changed(service: str, locked: bool):
    if service == "screensaver":
        emitter = DBusAddress("/org/freedesktop/ScreenSaver", interface=NAMES[service])
        return new_signal(emitter, "ActiveChanged", "b", (locked,))
    emitter = DBusAddress(SESSION, interface="org.freedesktop.DBus.Properties")
    session = "org.freedesktop.login1.Session"
    return new_signal(
        emitter, "PropertiesChanged", "sa{sv}as", (session, {"LockedHint": ("b", locked)}, [])
    )


def serve(service: str) -> None:
    locked = False
    with open_dbus_connection("SESSION") as bus:
        bus.send_and_get_reply(message_bus.RequestName(NAMES[service]))
        while True:
            message = bus.receive()
            member = message.header.fields.get(HeaderFields.member)
            if member == "Lock":
                locked = message.body[0]
                bus.send(new_method_return(message))
                bus.send(changed(service, locked))
                continue
            found = answer(member, message.body, locked=locked)
            if found is not None:
                bus.send(new_method_return(message, *found))
            elif HeaderFields.path in message.header.fields:
                bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))


if __name__ == "__main__":
    serve(sys.argv[1])
