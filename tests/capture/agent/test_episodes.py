"""A stay in one window: a copy for each grant, at most 25 actions, nothing finer than its part."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.agent.clock import SetClock
from capture.agent.episodes import Stays
from capture.agent.events import Covered, FieldEntered, FieldLeft
from capture.agent.exclusions import Exclusions, OwnExclusions, save
from capture.agent.matching import application_in
from capture.protocol.messages import Kind
from tests.capture.agent.raw import (
    EDITOR,
    FOREIGN,
    OTHER,
    click,
    into,
    key,
    made_grant,
    text_field,
    typed_into,
    typing,
)
from tests.capture.agent.test_reducer import events

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Lease:
    def __init__(self, *grants):
        self.grants = grants

    def grants_for(self, window, site, moment):
        return tuple(one for one in self.grants if application_in(one, window))


class Desk:
    """Stays under a lease, on a clock that is set by hand."""

    def __init__(self, folder, *grants, at=MORNING):
        self.kept = []
        self.clock = SetClock(at)
        self.lease = Lease(*grants)
        own = OwnExclusions(folder)
        self.stays = Stays(self.lease, self, self.clock, own, language="en")

    def add(self, episode):
        self.kept.append(episode)

    def play(self, *played):
        """Play events a tick apart, at the clock's time."""
        for event in played:
            self.clock.advance(0.01)
            self.stays.feed(at(event, self.clock.boottime()))

    def sorts(self):
        return [[action.do for action in one.actions] for one in self.kept]


def at(event, moment):
    values = {name: getattr(event, name) for name in event.__dataclass_fields__}
    return type(event)(**{**values, "moment": moment})


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path, made_grant())


def test_a_stay_ends_with_the_window(desk):
    desk.play(into(EDITOR), key(1, "s", "ctrl"), into(OTHER), into(None))
    assert desk.sorts() == [["app_switch", "window", "shortcut"], ["app_switch", "window"]]
    assert [one.application for one in desk.kept] == ["Mousepad", "Zenity"]


def test_an_episode_has_25_actions_at_most_and_an_id_of_its_own(desk):
    desk.play(into(EDITOR), *[key(1, "s", "ctrl")] * 60, into(None))
    assert [len(one.actions) for one in desk.kept] == [25, 25, 12]
    assert len({one.id for one in desk.kept}) == 3
    assert {one.id.version for one in desk.kept} == {4}


def test_an_episode_tells_day_and_part_of_day_where_the_purpose_has_its_hours(tmp_path):
    desk = Desk(tmp_path, made_grant(zone="Asia/Tokyo"))
    desk.play(into(EDITOR), into(None))
    assert (str(desk.kept[0].day), desk.kept[0].part) == ("2026-11-24", "evening")


def test_an_episode_ends_with_the_part_of_the_day(desk):
    desk.play(into(EDITOR))
    desk.clock.advance(4 * 3600)
    desk.play(key(1, "f2"), into(None))
    assert [one.part for one in desk.kept] == ["morning", "afternoon"]


def test_each_purpose_has_a_copy_with_its_kinds_and_programs_alone(tmp_path):
    desk = Desk(
        tmp_path,
        made_grant((Kind.APP_SWITCHES,), "few"),
        made_grant((Kind.SHORTCUTS, Kind.CLICKS), "more", ("Mousepad",)),
    )
    desk.play(into(EDITOR), key(1, "s", "ctrl"), *click(2), into(OTHER), key(3, "q", "ctrl"))
    desk.play(into(None))
    found = [(one.purpose, one.application, [a.do for a in one.actions]) for one in desk.kept]
    assert found == [
        ("few", "Mousepad", ["app_switch"]),
        ("more", "Mousepad", ["shortcut", "click"]),
        ("few", "Zenity", ["app_switch"]),
    ]
    assert len({one.id for one in desk.kept}) == 3


def test_a_foreign_program_leaves_nothing(desk):
    desk.play(into(FOREIGN), key(1, "s", "ctrl"), *click(2), into(EDITOR), into(None))
    assert {one.application for one in desk.kept} == {"Mousepad"}
    assert "private" not in "".join(one.model_dump_json() for one in desk.kept)


def test_what_is_open_is_dropped_when_the_lease_ends(desk):
    desk.play(into(EDITOR), key(1, "s", "ctrl"))
    desk.lease.grants = ()
    desk.play(key(1, "q", "ctrl"), into(OTHER))
    assert desk.kept == []


def test_what_is_open_is_dropped_even_if_a_new_lease_follows(desk):
    desk.play(into(EDITOR), key(1, "s", "ctrl"))
    grants, desk.lease.grants = desk.lease.grants, ()
    desk.play(key(1, "q", "ctrl"))
    desk.lease.grants = grants
    desk.play(key(1, "f2"), into(None))
    assert desk.sorts() == [["window", "shortcut"]]
    assert desk.kept[0].actions[1].keys == ("f2",)


def test_a_narrower_grant_drops_what_the_wider_one_had_open(desk):
    desk.play(into(EDITOR), *typed_into(1, text_field(""), text_field("word"), 4))
    desk.lease.grants = (made_grant((Kind.APP_SWITCHES, Kind.SHORTCUTS)),)
    desk.play(key(1, "f2"), into(None))
    assert desk.sorts() == [["shortcut"]]


def test_a_field_that_was_entered_before_the_lease_has_no_text(desk):
    grants, desk.lease.grants = desk.lease.grants, ()
    desk.play(into(EDITOR), FieldEntered(1, text_field("")))
    desk.lease.grants = grants
    desk.play(*typing(1, 4), FieldLeft(1, text_field("word")), into(None))
    assert desk.sorts() == [["window"]]


def test_a_covered_screen_drops_what_is_open(desk):
    desk.play(into(EDITOR), key(1, "s", "ctrl"), Covered(1), into(None))
    assert desk.kept == []


def test_an_event_that_waited_two_seconds_is_dropped(desk):
    desk.play(into(EDITOR))
    late = key(desk.clock.boottime(), "s", "ctrl")
    desk.clock.advance(2.5)
    desk.stays.feed(late)
    desk.play(into(None))
    assert desk.sorts() == [["app_switch", "window"]]


# the person's own exclusions


def test_an_excluded_program_is_not_recorded(tmp_path):
    save(tmp_path, Exclusions(applications=("MOUSEPAD",)))
    desk = Desk(tmp_path, made_grant())
    desk.play(into(EDITOR), key(1, "f2"), into(OTHER), into(None))
    assert {one.application for one in desk.kept} == {"Zenity"}


def test_an_excluded_word_drops_texts_and_windows_with_it(tmp_path):
    save(tmp_path, Exclusions(words=("notes",)))
    desk = Desk(tmp_path, made_grant())
    desk.play(into(EDITOR), key(1, "f2"))
    desk.play(into(OTHER), *typed_into(1, text_field(""), text_field("my NOTES"), 8), into(None))
    assert desk.sorts() == [["app_switch", "window"]]


def test_an_exclusion_holds_from_the_moment_it_is_saved(desk, tmp_path):
    desk.play(into(EDITOR), key(1, "f2"))
    save(tmp_path, Exclusions(applications=("mousepad",)))
    desk.play(key(1, "f3"), into(None))
    assert desk.kept == []


@pytest.mark.parametrize("damage", [b"{", b'{"words": "x"}', b'{"unknown": []}', b"\xff"])
def test_a_damaged_list_of_exclusions_stops_everything(tmp_path, damage):
    (tmp_path / "exclusions.json").write_bytes(damage)
    desk = Desk(tmp_path, made_grant())
    desk.play(into(EDITOR), key(1, "f2"), into(None))
    assert desk.kept == []


def test_the_list_of_exclusions_is_for_its_person_alone(tmp_path):
    save(tmp_path, Exclusions(words=("x",)))
    assert (tmp_path / "exclusions.json").stat().st_mode & 0o777 == 0o600


def test_a_site_is_excluded_with_all_below_it():
    own = Exclusions(sites=("bank.example",))
    assert own.exclude_window(EDITOR, "www.bank.example")
    assert own.exclude_window(EDITOR, "bank.example")
    assert not own.exclude_window(EDITOR, "riverbank.example")


# whatever comes

windows = st.builds(into, st.sampled_from([EDITOR, OTHER, FOREIGN, None]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(events, windows), max_size=60))
def test_nothing_is_recorded_without_a_grant(tmp_path_factory, raw):
    desk = Desk(tmp_path_factory.getbasetemp())
    desk.play(*raw, into(None))
    assert desk.kept == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(events, windows), max_size=60), st.frozensets(st.sampled_from(Kind)))
def test_every_episode_is_within_its_grant_whatever_comes(tmp_path_factory, raw, kinds):
    if not kinds:
        return
    desk = Desk(tmp_path_factory.getbasetemp(), made_grant(tuple(sorted(kinds)), "p", ("Zenity",)))
    desk.play(*raw, into(None))
    for episode in desk.kept:
        assert episode.application == "Zenity"
        assert {action.kind for action in episode.actions} <= kinds
        assert 1 <= len(episode.actions) <= 25
