"""Raw events to actions: what is kept of them, and what never is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.agent.events import (
    Covered,
    ElementFacts,
    FieldEntered,
    FieldLeft,
    FieldStill,
    KeyPressed,
    PointerMoved,
    PointerPressed,
    PointerReleased,
    Scrolled,
    WindowChanged,
)
from capture.agent.reducer import Reducer
from capture.protocol.content import Button, Why
from capture.protocol.messages import Kind
from tests.capture.agent.raw import EDITOR, click, into, key, text_field, typed_into, typing

EVERY = frozenset(Kind)


def reduced(events, kinds=EVERY):
    reducer = Reducer(frozenset(kinds), "Editor")
    done = [action for event in events for action in reducer.reduce(event)]
    return [*done, *reducer.close()]


def only(events, do, kinds=EVERY):
    return [action for action in reduced(events, kinds) if action.do == do]


# text


def test_the_text_of_a_field_is_what_was_put_into_it():
    (text,) = only(typed_into(1, text_field("Dear "), text_field("Dear Anna"), 4), "type_text")
    assert (text.text, text.why, text.role) == ("Anna", None, "text")


@pytest.mark.parametrize("entered", [None, text_field("", role=40, role_name="password text")])
def test_nothing_is_told_of_a_password_field_or_an_unknown_one(entered):
    left = text_field("hunter2", role=40)
    assert reduced([*typed_into(1, entered, left, 7), key(9, "v", "ctrl")]) == reduced(
        [key(9, "v", "ctrl")]
    )


def test_a_field_that_turns_into_a_password_field_leaves_nothing():
    assert reduced(typed_into(1, text_field(""), text_field("hunter2", role=40), 7)) == []


def test_a_field_with_the_name_of_a_secret_is_closed():
    field = text_field("", role=79, name="One-time code")
    assert reduced(typed_into(1, field, text_field("123456", role=79), 6)) == []


def test_keys_after_tab_count_for_no_field_until_the_focus_is_known():
    events = [
        FieldEntered(1, text_field("")),
        *typing(1, 4),
        key(2, "tab"),
        *typing(2, 20),
        FieldLeft(3, text_field("Anna")),
    ]
    (text,) = only(events, "type_text")
    assert text.text == "Anna"
    short = [
        FieldEntered(1, text_field("")),
        key(2, "tab"),
        *typing(2, 20),
        FieldLeft(3, text_field("filled by a program")),
    ]
    assert [a.why for a in only(short, "type_text")] == [Why.FILLED]


def test_a_field_that_kept_the_focus_goes_on():
    events = [
        FieldEntered(1, text_field("")),
        *typing(1, 3),
        key(2, "enter"),
        FieldStill(2.2),
        *typing(3, 3),
        FieldLeft(4, text_field("one\ntwo")),
    ]
    assert [a.text for a in only(events, "type_text")] == ["one\ntwo"]


@pytest.mark.parametrize(
    "paste", [("v", "ctrl"), ("insert", "shift"), ("v", "ctrl", "shift")], ids=str
)
def test_what_is_pasted_has_no_content_and_no_length(paste):
    events = [
        FieldEntered(1, text_field("")),
        *typing(1, 3),
        key(2, *paste),
        *typing(3, 3),
        FieldLeft(4, text_field("Hi [a long text from the clipboard] ok")),
    ]
    found = [a for a in reduced(events) if a.do != "shortcut"]
    assert [a.do for a in found] == ["paste", "type_text"]
    assert (found[1].text, found[1].why) == (None, Why.EDITED)


def test_a_middle_click_into_a_field_is_a_paste():
    events = [
        FieldEntered(1, text_field("")),
        *click(2, button=Button.MIDDLE, element=text_field(None)),
        FieldLeft(3, text_field("from the selection")),
    ]
    assert [a.do for a in reduced(events)] == ["paste", "click"]


def test_a_rhythm_is_five_counts_and_only_for_many_keys():
    many = typed_into(1, text_field(""), text_field("a" * 30), 30)
    (rhythm,) = only(many, "rhythm")
    assert rhythm.buckets == (0, 29, 0, 0, 0) or sum(rhythm.buckets) == 29
    assert only(typed_into(1, text_field(""), text_field("aaa"), 3), "rhythm") == []


# shortcuts


@pytest.mark.parametrize(
    ("pressed", "keys"),
    [
        (key(1, "s", "ctrl"), ("ctrl", "s")),
        (key(1, "s", "shift", "ctrl"), ("ctrl", "shift", "s")),
        (key(1, "f5"), ("f5",)),
        (key(1, "enter"), ("enter",)),
        (key(1, "tab", "shift"), ("shift", "tab")),
        (key(1, "l", "super"), ("super", "l")),
    ],
)
def test_shortcuts_have_their_keys_in_one_order(pressed, keys):
    assert [a.keys for a in reduced([pressed])] == [keys]


@pytest.mark.parametrize(
    "pressed",
    [
        key(1, "q", "altgr"),
        key(1, "a", "shift"),
        key(1, "home"),
        key(1, "backspace"),
        key(1, "backspace", "ctrl"),
        key(1, "delete", "shift"),
        KeyPressed(1, None, frozenset({"shift"}), printable=True),
    ],
)
def test_typing_and_correcting_is_no_shortcut(pressed):
    assert reduced([pressed]) == []


# pointer


def test_clicks_are_counted_and_set_on_the_grid():
    events = [*click(1, 0.5013, 0.2), *click(1.2, 0.5013, 0.2), *click(9, 0.9, 0.9)]
    first, second = only(events, "click")
    assert (first.count, first.x, first.y) == (2, 0.5, 0.2)
    assert second.count == 1


def test_a_name_is_kept_of_buttons_and_menus_alone_and_only_with_screen_operations():
    button = ElementFacts(43, "push button", "Reply to Anna")
    row = ElementFacts(56, "table cell", "Salary 4,000")
    events = [*click(1, 0.1, element=button), *click(3, 0.9, element=row)]
    assert [a.name for a in only(events, "click")] == ["Reply to Anna", None]
    assert [a.name for a in only(events, "click", {Kind.CLICKS})] == [None, None]
    assert [a.role for a in only(events, "click", {Kind.CLICKS})] == ["push button", "table cell"]


def test_the_click_that_leaves_the_window_is_not_told():
    assert reduced(click(1, None, None)) == []
    assert [a.do for a in reduced([*click(1, None, None), key(2, "f1")])] == ["click", "shortcut"]


def test_a_drag_has_two_ends_and_no_way_between():
    events = [
        PointerPressed(1, Button.LEFT, 0.1, 0.1),
        *[PointerMoved(1 + step / 100, step / 100, 0.3) for step in range(10, 90)],
        PointerReleased(2, Button.LEFT, 0.9, 0.5),
    ]
    (drag,) = reduced(events, EVERY - {Kind.POINTER_PATHS})
    assert drag.model_dump() == {"do": "drag", "x": 0.1, "y": 0.1, "to_x": 0.9, "to_y": 0.5}


def test_a_path_is_four_points_and_only_where_it_is_allowed():
    events = [
        *[PointerMoved(step, step / 100, 0.5) for step in range(100)],
        *click(200, 0.99, 0.5),
    ]
    (way,) = only(events, "waypoints")
    assert way.points == ((0.0, 0.5), (0.33, 0.5), (0.66, 0.5), (0.99, 0.5))
    assert only(events, "waypoints", EVERY - {Kind.POINTER_PATHS}) == []


def test_scrolling_in_one_direction_is_one_action():
    events = [Scrolled(1, 0, -1)] * 4 + [Scrolled(2, 0, 1)]
    assert [(a.direction, a.amount) for a in reduced(events)] == [("down", 4), ("up", 1)]


def test_a_new_title_is_a_window_but_an_edit_mark_is_none():
    marked = WindowChanged(2, EDITOR.__class__("M", "/m", "*notes.txt", window_id=1))
    assert [a.title for a in reduced([into(EDITOR), marked])] == ["notes.txt"]


# whatever comes


moments = st.floats(0, 1e6, allow_nan=False)
places = st.one_of(st.none(), st.floats(0, 1))
elements = st.builds(
    ElementFacts,
    role=st.integers(0, 130),
    role_name=st.just("role"),
    name=st.one_of(st.none(), st.text(max_size=400)),
    editable=st.booleans(),
    value=st.one_of(st.none(), st.text(max_size=50)),
)
maybe = st.one_of(st.none(), elements)
buttons = st.sampled_from(Button)
held = st.frozensets(st.sampled_from(["ctrl", "alt", "shift", "super", "altgr"]))
keys = st.one_of(st.none(), st.sampled_from(["a", "v", "enter", "tab", "f4", "insert", "delete"]))
events = st.one_of(
    st.builds(WindowChanged, moments, st.just(EDITOR)),
    st.builds(PointerPressed, moments, buttons, places, places, maybe),
    st.builds(PointerReleased, moments, buttons, places, places),
    st.builds(PointerMoved, moments, places, places),
    st.builds(Scrolled, moments, st.integers(-200, 200), st.integers(-200, 200)),
    st.builds(KeyPressed, moments, keys, held, st.booleans()),
    st.builds(FieldEntered, moments, maybe),
    st.builds(FieldStill, moments),
    st.builds(FieldLeft, moments, maybe),
    st.builds(Covered, moments),
)
kinds = st.frozensets(st.sampled_from(Kind))


@settings(max_examples=300)
@given(st.lists(events, max_size=40), kinds)
def test_only_allowed_kinds_come_out_whatever_goes_in(raw, allowed):
    assert {action.kind for action in reduced(raw, allowed)} <= allowed


@settings(max_examples=300)
@given(st.lists(events, max_size=40), st.floats(0.5, 5))
def test_no_time_and_no_path_come_out_whatever_goes_in(raw, stretch):
    """The same events with other pauses, none near a threshold, give the same actions."""
    fast = [replaced(event, at) for at, event in enumerate(raw)]
    slow = [replaced(event, at * (1 + stretch)) for at, event in enumerate(raw)]
    assert reduced(fast, EVERY - {Kind.TYPING_RHYTHM}) == reduced(
        slow, EVERY - {Kind.TYPING_RHYTHM}
    )
    for action in reduced(raw):
        points = action.model_dump().get("points", ())
        assert len(points) in {0, 4}


def replaced(event, moment):
    """The event at a moment; seconds apart, so that no double click depends on it."""
    return type(event)(
        **{
            name: moment if name == "moment" else getattr(event, name)
            for name in event.__dataclass_fields__
        }
    )


@settings(max_examples=200)
@given(st.lists(st.one_of(events, st.builds(FieldEntered, moments, elements)), max_size=40))
def test_the_text_of_a_password_field_never_comes_out(raw):
    marked = [
        type(event)(event.moment, password(event.element))
        if isinstance(event, FieldEntered | FieldLeft)
        else event
        for event in raw
    ]
    for action in reduced(marked):
        assert action.do not in {"type_text", "rhythm", "paste"}


def password(element):
    return None if element is None else text_field("MARKER", role=40)
