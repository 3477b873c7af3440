"""What the recorder does when a part of the desktop is missing or dies: less, never more."""

import subprocess
import sys
import time

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from capture.agent.desktop.choose import open_desktop
from capture.agent.events import DesktopRefused, PointerReleased, WindowChanged
from tests.desktop.desktop import SECONDS, Desktop, eventually
from tests.desktop.recording import at_work, grant

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(600)]


def test_the_death_of_the_display_is_noticed(tmp_path):
    with Desktop() as lost, lost.here():
        command = [sys.executable, "-m", "tests.desktop.watched", str(tmp_path)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as watched:
            assert watched.stdout.readline() == "healthy\n"
            lost.server.terminate()
            lost.server.wait()
            said, errors = watched.communicate(timeout=SECONDS)
    assert said.splitlines()[-1] == "lost 0"
    assert "Traceback" not in errors


def test_a_listener_that_ends_is_noticed(desktop, recorded):
    assert recorded.recorder.healthy()
    recorded.recorder._listeners._threads[0].stop()
    eventually(lambda: not recorded.recorder.healthy(), what="the loss")


def test_without_accessibility_there_is_no_text_and_no_element(desktop, tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    with at_work(desktop, tmp_path, grant()) as made:
        assert not made.recorder.accessible
        editor = desktop.start("mousepad")
        desktop.type("cannot be read")
        desktop.click(editor, 320, 300)
        made.took(PointerReleased)
        desktop.key("ctrl+a")
        made.took_key("a")
        desktop.start("xterm", "-e", "cat")
        made.wait_for("shortcut")
    assert {a.do for a in made.kept.actions()} == {"app_switch", "window", "click", "shortcut"}
    click = next(a for a in made.kept.actions() if a.do == "click")
    assert (click.role, click.name) == (None, None)
    assert click.x == pytest.approx(0.5, abs=0.01)


def test_without_a_window_manager_nothing_can_be_told(tmp_path):
    with Desktop(manager=False) as bare, bare.here():
        with at_work(bare, tmp_path, grant()) as made:
            for command in (["mousepad"], ["xterm", "-e", "cat"]):
                program = bare.spawn(*command)
                found = ("xdotool", "search", "--onlyvisible", "--pid", str(program.pid))
                eventually(lambda found=found: bare.run(*found), what=f"a window of {command[0]}")
                bare.type("whose window is this")
            time.sleep(2)
            seen = [one for one in made.taken if not isinstance(one, WindowChanged) or one.window]
        assert seen == []
        assert made.kept.episodes == []


@pytest.mark.parametrize(
    ("variables", "platform", "said"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", "Wayland"),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "linux", "Wayland"),
        ({}, "linux", "no X display"),
        ({"DISPLAY": ":0"}, "darwin", "macOS"),
        ({"DISPLAY": ":0"}, "win32", "Windows"),
        ({"DISPLAY": ":0"}, "freebsd14", "Linux with X11"),
    ],
)
def test_a_desktop_that_cannot_be_seen_whole_is_refused_in_one_sentence(variables, platform, said):
    with pytest.raises(DesktopRefused, match=said) as refused:
        open_desktop(variables, platform)
    assert str(refused.value).count(".") == 1


def call(address, name, member, *body):
    with open_dbus_connection(address) as bus:
        told = new_method_call(DBusAddress("/test", name, "test.Set"), member, "b", body)
        bus.send_and_get_reply(told, timeout=SECONDS)


@pytest.mark.parametrize("service", ["logind", "screensaver"])
def test_a_locked_session_is_believed_when_a_service_says_so(
    desktop, tmp_path, monkeypatch, service
):
    address = desktop.environment["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    desktop.spawn(sys.executable, "-m", "tests.desktop.session_service", service, cwd=".")
    name = {"logind": "org.freedesktop.login1", "screensaver": "org.freedesktop.ScreenSaver"}
    eventually(lambda: name[service] in owned(address), what=service)
    with at_work(desktop, tmp_path, grant()) as made:
        desktop.start("mousepad")
        desktop.type("before the lock")
        call(address, name[service], "Lock", True)
        eventually(lambda: made.told == ["lease dropped"], what="the lock")
        desktop.key("ctrl+b")
        desktop.start("xterm", "-e", "cat")
        assert made.kept.episodes == []


def owned(address) -> list[str]:
    with open_dbus_connection(address) as bus:
        listed = new_method_call(
            DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"),
            "ListNames",
        )
        return bus.send_and_get_reply(listed, timeout=SECONDS).body[0]
