"""What the recorder keeps of real windows, keys and clicks, and what it never keeps."""

import sys
import time

import pytest

from capture.agent import exclusions
from capture.agent.events import PointerPressed, PointerReleased, Scrolled
from capture.protocol.messages import Kind
from tests.desktop.desktop import eventually
from tests.desktop.recording import EDITOR, at_work, grant, recording

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(600)]

PASSWORD = "Tr0ub4dor-marker"


def away(desktop, *programs):
    """Bring a program to the front that no lease lists; the stay before it ends."""
    return desktop.start("xterm", "-e", "cat")


def test_typed_text_comes_from_the_field_even_on_a_german_layout(desktop, recorded):
    desktop.layout("de")
    recorded.types(desktop, desktop.start("mousepad"), "Schreib an anna@example.com, Grüße!")
    away(desktop)
    assert recorded.wait_for("type_text").text == "Schreib an anna@example.com, Grüße!"
    assert recorded.kept.episodes[-1].application == "Editor"


def test_text_of_several_lines_is_one_text(desktop, recorded):
    editor = desktop.start("mousepad")
    recorded.types(desktop, editor, "first")
    desktop.key("Return")
    desktop.holds(editor, "first\n")
    recorded.types(desktop, editor, "second")
    away(desktop)
    assert recorded.wait_for("type_text").text == "first\nsecond"
    assert recorded.kept.shortcuts() == ["enter"]


def test_a_password_field_leaves_nothing(desktop, recorded):
    form = desktop.start("zenity", "--forms", "--add-entry=Customer", "--add-password=Word")
    recorded.types(desktop, form, "Mueller")
    desktop.key("Tab")
    time.sleep(0.3)
    desktop.type(PASSWORD)
    desktop.key("ctrl+v")
    away(desktop)
    recorded.wait_for("type_text")
    assert recorded.kept.texts() == ["Mueller"]
    assert PASSWORD not in recorded.kept.everything()
    assert len([a for a in recorded.kept.actions() if a.do in {"type_text", "paste"}]) == 1


def test_a_password_typed_faster_than_the_focus_event_leaves_nothing(desktop, recorded):
    desktop.start("zenity", "--forms", "--add-entry=Customer", "--add-password=Word")
    desktop.run("xdotool", "type", "--delay", "0", f"Mueller\t{PASSWORD}")
    away(desktop)
    recorded.wait_for("app_switch")
    assert PASSWORD not in recorded.kept.everything()


def test_switches_between_listed_programs_are_kept(desktop, recorded):
    editor = desktop.start("mousepad")
    desktop.start("zenity", "--entry")
    desktop.focus(editor)
    away(desktop)

    def switches():
        return [a.to for a in recorded.kept.actions() if a.do == "app_switch"]

    eventually(lambda: len(switches()) >= 3, what="three switches")
    assert switches() == ["Editor", "Form", "Editor"]


def test_a_program_that_is_not_listed_is_not_recorded(desktop, tmp_path):
    with at_work(desktop, tmp_path, grant(EDITOR)) as made:
        editor = desktop.start("mousepad")
        form = desktop.start("zenity", "--entry", "--title=Secret plan")
        desktop.type("not for the record")
        desktop.key("ctrl+a")
        desktop.click(form, 50, 20)
        desktop.focus(editor)
        away(desktop)
    assert {episode.application for episode in made.kept.episodes} == {"Editor"}
    assert "Secret" not in made.kept.everything()
    assert "not for the record" not in made.kept.everything()
    assert made.kept.shortcuts() == []


def test_the_class_alone_does_not_make_a_listed_program(desktop, tmp_path):
    listed = {"name": "Editor", "wm_class": "XTerm", "executables": ["/usr/bin/mousepad"]}
    with at_work(desktop, tmp_path, grant(listed)) as made:
        desktop.start("xterm", "-e", "cat")
        desktop.key("ctrl+a")
        desktop.start("mousepad")
    assert made.kept.episodes == []


def test_a_click_is_a_place_in_the_window_and_an_element(desktop, recorded):
    editor = desktop.start("mousepad")
    desktop.click(editor, 320, 300, times=2)
    recorded.took(PointerReleased, 2)
    away(desktop)
    click = recorded.wait_for("click")
    assert (click.button, click.count, click.role) == ("left", 2, "text")
    assert click.x == pytest.approx(0.5, abs=0.01)


def test_the_name_of_a_button_is_kept(desktop, recorded):
    form = desktop.start("zenity", "--entry", "--ok-label=Save order")
    size = desktop.run("xdotool", "getwindowgeometry", "--shell", str(form.window))
    told = dict(line.split("=") for line in size.split())
    desktop.move(form, int(told["WIDTH"]) - 45, int(told["HEIGHT"]) - 25)
    desktop.run("xdotool", "mousedown", "1")
    recorded.took(PointerPressed)  # and has asked for the button, which goes with its window
    desktop.run("xdotool", "mouseup", "1")
    away(desktop)
    click = recorded.wait_for("click")
    assert (click.role, click.name) == ("push button", "Save order")


def test_the_item_of_a_menu_is_kept_without_a_place(desktop, recorded):
    editor = desktop.start("mousepad")
    desktop.click(editor, 20, 12)
    recorded.took(PointerPressed)
    time.sleep(0.8)
    desktop.move(editor, 60, 37)
    x, y = desktop.pointer()
    desktop.says(lambda told: told.menu_under(editor.process.pid, x, y), what="the open menu")
    desktop.run("xdotool", "mousedown", "1")
    recorded.took(PointerPressed, 2)
    desktop.run("xdotool", "mouseup", "1")
    recorded.took(PointerReleased, 2)
    away(desktop)

    def clicked():
        return [a for a in recorded.kept.actions() if a.do == "click"]

    eventually(lambda: len(clicked()) >= 2, what="two clicks")
    clicks = clicked()
    assert (clicks[0].role, clicks[0].name) == ("menu", None)
    assert (clicks[1].role, clicks[1].x) == ("menu item", None)
    assert clicks[1].name == "New"


def test_dragging_and_scrolling_are_kept_without_a_path(desktop, recorded):
    editor = desktop.start("mousepad")
    recorded.types(desktop, editor, "some text to drag over")
    desktop.drag(editor, (60, 120), (400, 300))
    desktop.click(editor, 320, 300, button=5, times=3)
    recorded.took(Scrolled, 3)
    away(desktop)
    drag, scroll = recorded.wait_for("drag"), recorded.wait_for("scroll")
    assert set(drag.model_dump()) == {"do", "x", "y", "to_x", "to_y"}
    assert (scroll.direction, scroll.amount) == ("down", 3)


def test_a_shortcut_is_named_after_the_first_layout(desktop, recorded):
    desktop.layout("us", "ru")
    desktop.start("mousepad")
    desktop.key("ctrl+a")  # opens no window, with which it could come at once
    recorded.took_key("a")
    desktop.run("xdotool", "key", "ISO_Next_Group")
    desktop.key("ctrl+c")
    recorded.took_key("c")
    away(desktop)
    eventually(lambda: "ctrl+c" in recorded.kept.shortcuts(), what="the second shortcut")
    assert recorded.kept.shortcuts()[0] == "ctrl+a"


def test_what_is_pasted_is_never_kept(desktop, recorded):
    recorded.types(desktop, desktop.start("mousepad"), "clipboard marker")
    desktop.key("ctrl+a", "ctrl+x")
    time.sleep(0.3)
    desktop.key("ctrl+v")
    time.sleep(0.3)
    desktop.type(" and typed")
    away(desktop)
    recorded.wait_for("paste")
    assert "clipboard marker" not in recorded.kept.everything()


@pytest.mark.parametrize("locker", ["i3lock", "own window"])
def test_a_locked_screen_hides_everything(desktop, recorded, locker):
    desktop.start("mousepad")
    desktop.type("open before the lock")
    command = ["i3lock", "-n"] if locker == "i3lock" else [sys.executable, "-c", COVER]
    desktop.spawn(*command)
    eventually(lambda: recorded.told, what="the lock")
    desktop.type(PASSWORD)
    desktop.key("ctrl+b")
    time.sleep(0.5)
    assert recorded.told[:1] == ["lease dropped"]
    assert recorded.kept.episodes == []


COVER = """
import time
from Xlib import X, display
d = display.Display()
s = d.screen()
w = s.root.create_window(0, 0, s.width_in_pixels, s.height_in_pixels, 0, s.root_depth,
                         override_redirect=True, background_pixel=s.black_pixel)
w.map()
w.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
d.sync()
time.sleep(600)
"""


def test_what_was_open_when_the_lease_ended_is_dropped(desktop, recorded):
    desktop.start("mousepad")
    desktop.type("typed under the lease")
    recorded.lease.grants = ()
    recorded.recorder.discard_open()
    desktop.type(" and after it")
    away(desktop)
    time.sleep(0.5)
    assert recorded.kept.episodes == []


def test_text_from_before_the_lease_is_not_part_of_what_was_typed(desktop, recorded):
    grants, recorded.lease.grants = recorded.lease.grants, ()
    editor = desktop.start("mousepad")
    desktop.type("before ")
    desktop.holds(editor, "before ")
    recorded.lease.grants = grants
    recorded.recorder.discard_open()
    recorded.types(desktop, editor, "after")
    away(desktop)
    assert recorded.wait_for("type_text").text == "after"


def test_only_the_kinds_of_a_purpose_are_in_its_copy(desktop, tmp_path):
    few = grant(kinds=(Kind.APP_SWITCHES,), purpose="few")
    text = grant(kinds=(Kind.SHORTCUTS, Kind.TYPED_TEXT), purpose="text")
    with at_work(desktop, tmp_path, few, text) as made:
        made.types(desktop, desktop.start("mousepad"), "for one purpose alone")
        away(desktop)
        made.wait_for("type_text")
    by_purpose = {episode.purpose: episode for episode in made.kept.episodes}
    assert {a.do for a in by_purpose["few"].actions} == {"app_switch"}
    assert {a.do for a in by_purpose["text"].actions} == {"type_text"}
    assert by_purpose["few"].id != by_purpose["text"].id


def test_the_persons_own_exclusions_hold(desktop, recorded, tmp_path):
    exclusions.save(tmp_path, exclusions.Exclusions(words=("Gerda",)))
    editor = desktop.start("mousepad")
    recorded.types(desktop, editor, "write to GERDA today")
    desktop.key("ctrl+a")
    recorded.took_key("a")
    away(desktop)
    recorded.wait_for("shortcut")
    assert recorded.kept.texts() == []
    exclusions.save(tmp_path, exclusions.Exclusions(applications=("mousepad",)))
    count = len(recorded.kept.episodes)
    desktop.focus(editor)
    desktop.type("nothing of this")
    away(desktop)
    assert len(recorded.kept.episodes) == count


def test_the_pause_key_is_heard_without_a_lease(desktop, recorded):
    assert recorded.recorder.pause_key_free
    recorded.lease.grants = ()
    desktop.key("ctrl+alt+p")
    eventually(lambda: recorded.told, what="the pause")
    time.sleep(0.5)
    assert recorded.told == ["pause"]


def test_a_pause_key_that_another_program_owns_is_told(desktop, recorded, tmp_path):
    second = recording(tmp_path)
    assert not second.recorder.pause_key_free
    second.recorder.stop()


def test_nothing_is_recorded_without_a_grant(desktop, tmp_path):
    with at_work(desktop, tmp_path) as made:
        editor = desktop.start("mousepad")
        desktop.type("no lease, no capture")
        desktop.click(editor, 100, 100)
        away(desktop)
    assert made.kept.episodes == []
