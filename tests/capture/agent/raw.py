"""Raw events, grants and windows to test with."""

from capture.agent.events import (
    ElementFacts,
    FieldEntered,
    FieldLeft,
    KeyPressed,
    PointerPressed,
    PointerReleased,
    WindowChanged,
    WindowFacts,
)
from capture.protocol.content import Button
from capture.protocol.lease import Grant
from capture.protocol.messages import Kind
from tests.capture.protocol.making import grant

EDITOR = WindowFacts("Mousepad", "/usr/bin/mousepad", "notes.txt", window_id=1, pid=11)
OTHER = WindowFacts("Zenity", "/usr/bin/zenity", "A form", window_id=2, pid=12)
FOREIGN = WindowFacts("Mail", "/usr/bin/mail", "Re: private", window_id=3, pid=13)


def made_grant(kinds=tuple(Kind), purpose="assist", programs=("Mousepad", "Zenity"), zone="UTC"):
    return Grant.model_validate(
        {
            "purpose": purpose,
            "name": "Assist",
            "version": 1,
            "epoch": "11111111-2222-4333-8444-555555555555",
            "kinds": tuple(kinds),
            "applications": tuple(
                {"name": one, "wm_class": one, "executables": (f"/usr/bin/{one.lower()}",)}
                for one in programs
            ),
            "hours": {
                "days": (1, 2, 3, 4, 5, 6, 7),
                "from": "00:00",
                "to": "24:00",
                "zone": zone,
            },
            "evidence": grant().evidence,
        }
    )


def text_field(value="", role=61, name=None, role_name="text", editable=True):
    return ElementFacts(role, role_name, name, editable, value)


def typing(moment: float, count: int, pause: float = 0.1):
    return [
        KeyPressed(moment + pause * number, None, frozenset(), printable=True)
        for number in range(count)
    ]


def key(moment: float, name: str, *modifiers: str):
    return KeyPressed(moment, name, frozenset(modifiers), printable=False)


def typed_into(moment: float, before, after, presses: int):
    """A whole stay in a field."""
    return [
        FieldEntered(moment, before),
        *typing(moment, presses),
        FieldLeft(moment + presses, after),
    ]


def click(moment: float, x=0.5, y=0.5, button=Button.LEFT, element=None):
    return [
        PointerPressed(moment, button, x, y, element),
        PointerReleased(moment, button, x, y),
    ]


def into(window: WindowFacts | None, moment: float = 0.0, site=None):
    return WindowChanged(moment, window, site)
