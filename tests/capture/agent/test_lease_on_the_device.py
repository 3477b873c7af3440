"""No lease, no capture: each way in which a lease may not count on the device."""

import shutil
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.calls import Unreachable
from capture.agent.events import WindowFacts
from capture.agent.indicator.sign import Lamp, Press
from capture.agent.state_folder import StateFolder
from capture.agent.uploader import DeviceEnded
from capture.protocol.lease import Hours
from tests.capture.agent.whole import SHEET, whole
from tests.capture.protocol.making import BROWSER, grant, signed_lease


@pytest.fixture
def one(tmp_path):
    made = whole(tmp_path / "state", grant())
    yield made
    made.agent.close()


def test_nothing_is_allowed_before_the_first_lease(one):
    assert one.allowed() == ()


def test_a_lease_allows_what_it_lists_and_nothing_else(one):
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    for other in (
        WindowFacts(wm_class="sheets", executable="/home/x/sheets"),
        WindowFacts(wm_class="mail", executable="/usr/bin/sheets"),
        WindowFacts(wm_class="", executable=""),
    ):
        assert one.allowed(other) == ()


def test_a_lease_ends_counted_from_the_moment_of_asking(one):
    slow = one.server._wait

    def held_for_45_seconds(body):
        one.clock.advance(45)
        return slow(body)

    one.server._wait = held_for_45_seconds
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    one.clock.advance(14.9)
    assert one.allowed() == ("bookings",)
    one.clock.advance(0.2)
    assert one.allowed() == ()
    assert one.agent.keeper.current() is None


def test_turning_the_clock_back_does_not_lengthen_a_lease(one):
    one.agent.wait_once()
    one.clock.set_wall(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
    one.clock.advance(61)
    assert one.allowed() == ()


def test_a_suspend_ends_the_lease_even_if_it_was_short(one):
    one.agent.wait_once()
    one.clock.sleep_computer(5)
    assert one.allowed() == ()
    one.clock.advance(1)
    one.agent.look_around()
    assert one.allowed() == ()
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    assert one.server.waits[-1].seen == ""


def test_an_answer_that_was_on_its_way_over_a_suspend_does_not_count(one):
    answer = one.server._wait

    def asleep(body):
        response = answer(body)
        one.clock.sleep_computer(20)
        return response

    one.server._wait = asleep
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ()


def test_an_answer_to_a_question_before_the_drop_does_not_count(one):
    answer = one.server._wait

    def dropped(body):
        response = answer(body)
        one.recorder.parts.lease_dropped()
        return response

    one.server._wait = dropped
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ()


def test_a_lease_replayed_after_a_suspend_is_refused(one):
    kept = []
    one.server.change_lease = lambda envelope: kept.append(envelope) or envelope
    one.agent.wait_once()
    one.clock.sleep_computer(10)
    one.server.change_lease = lambda _envelope: kept[0]
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ()


def _answered_with(one, key=None, **changes):
    def other(_envelope):
        asked = one.server.waits[-1]
        made = one.server.lease(asked.nonce).model_copy(update=changes)
        return signed_lease(made, key or one.server.lease_key)

    one.server.change_lease = other


@pytest.mark.parametrize(
    "changes",
    [
        {"device": uuid4()},
        {"thumbprint": "t" * 43},
        {"nonce": b"o" * 16},
        {"number": 1},
        {"key": Ed25519PrivateKey.generate()},
    ],
    ids=["foreign device", "foreign key", "other question", "lower number", "other signer"],
)
def test_a_lease_that_does_not_agree_ends_what_was_allowed(one, changes):
    one.agent.wait_once()
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    _answered_with(one, **changes)
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ()
    assert one.recorder.discarded


def test_an_altered_lease_is_refused(one):
    one.server.change_lease = lambda e: e.model_copy(
        update={"payload": e.payload.replace(b'"life":60', b'"life":99')}
    )
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ()


def test_the_highest_number_survives_a_restart(one):
    one.agent.wait_once()
    one.agent.wait_once()
    one.agent.close()
    fresh = one.again()
    fresh.server.number = 0
    with pytest.raises(Unreachable):
        fresh.agent.wait_once()
    assert fresh.allowed() == ()
    fresh.agent.close()


def test_a_copied_state_folder_beside_the_original_ends_both(one, tmp_path):
    one.agent.wait_once()
    shutil.copytree(one.folder.path, tmp_path / "copy")
    copy = one.again(StateFolder(tmp_path / "copy"))
    copy.agent.wait_once()
    with pytest.raises(DeviceEnded) as caught:
        one.agent.wait_once()
    one.agent.end(caught.value.code)
    with pytest.raises(DeviceEnded) as caught:
        copy.agent.wait_once()
    copy.agent.end(caught.value.code)
    assert (one.allowed(), copy.allowed()) == ((), ())
    assert one.destroyed == copy.destroyed == [True]
    copy.agent.close()


def test_nothing_is_recorded_outside_hours(tmp_path):
    hours = Hours(days=(2,), start="09:00", end="13:01", zone="Europe/Berlin")
    one = whole(tmp_path / "state", grant(hours=hours))  # a Tuesday, 13:00 in Berlin
    one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    one.clock.advance(59.9)
    assert one.allowed() == ("bookings",)
    one.agent.wait_once()
    one.clock.advance(0.2)
    assert one.allowed() == ()
    one.agent.close()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (Hours(days=(2,), start="22:00", end="06:00", zone="UTC"), ()),
        (Hours(days=(2,), start="11:00", end="06:00", zone="UTC"), ("bookings",)),
        (Hours(days=(1,), start="22:00", end="13:00", zone="UTC"), ("bookings",)),
        (Hours(days=(1,), start="22:00", end="11:00", zone="UTC"), ()),
        (Hours(days=(3,), start="00:00", end="24:00", zone="UTC"), ()),
        (Hours(days=(2,), start="00:00", end="24:00", zone="Mars/Olympus"), ()),
    ],
)
def test_hours_over_midnight_belong_to_the_day_on_which_they_began(tmp_path, hours, expected):
    one = whole(tmp_path / "state", grant(hours=hours))  # a Tuesday, 12:00
    one.agent.wait_once()
    assert one.allowed() == expected
    one.agent.close()


def test_a_browser_needs_its_suffix_and_a_listed_site(tmp_path):
    one = whole(tmp_path / "state", grant(applications=(BROWSER,), sites=("*.bank.example",)))
    one.agent.wait_once()
    facts = {"wm_class": "Chromium", "executable": "/usr/lib/chromium/chromium"}
    normal = WindowFacts(**facts, frame_name="Start - Chromium")
    private = WindowFacts(**facts, frame_name="Start - Chromium (Incognito)")
    assert one.allowed(normal, "a.bank.example") == ("bookings",)
    for window, site in (
        (private, "a.bank.example"),
        (WindowFacts(**facts), "a.bank.example"),
        (normal, None),
        (normal, "bank.example"),
        (normal, "evilbank.example"),
        (normal, "a.bank.example.evil"),
    ):
        assert one.allowed(window, site) == ()
    one.agent.close()


@pytest.mark.parametrize("never", ["sheets", "/usr/bin/sheets", "/usr/bin/*", "SHEETS"])
def test_what_is_never_recorded_is_not_recorded_whatever_is_listed(one, never):
    _answered_with(one, never=(never,))
    one.agent.wait_once()
    assert one.agent.keeper.current() is not None
    assert one.allowed() == ()


def test_a_late_event_and_one_from_before_the_lease_are_refused(one):
    before = one.clock.boottime()
    one.clock.advance(0.5)
    one.agent.wait_once()
    admit = one.recorder.parts.admission.grants_for
    now = one.clock.boottime()
    assert admit(SHEET, None, before) == ()
    assert admit(SHEET, None, now)
    assert admit(SHEET, None, now + 1) == ()
    one.clock.advance(2.1)
    assert admit(SHEET, None, now) == ()


def test_no_sign_no_recording(one):
    one.agent.wait_once()
    one.sign.seen = False
    assert one.allowed() == ()
    one.sign.seen = True
    assert one.allowed() == ("bookings",)


def test_listeners_that_died_end_recording(one):
    one.agent.wait_once()
    one.recorder.well = False
    assert one.allowed() == ()


def test_a_server_that_is_silent_stops_everything_within_one_lease(one):
    one.agent.wait_once()
    one.agent.look_around()
    one.server.down = True
    with pytest.raises(Unreachable):
        one.agent.wait_once()
    assert one.allowed() == ("bookings",)
    one.clock.advance(60)
    before = one.recorder.discarded
    one.agent.look_around()
    assert one.allowed() == ()
    assert one.recorder.discarded > before
    assert one.sign.shown[-1].lamp is Lamp.OFF


def test_no_lease_in_the_answer_ends_the_lease_at_once(one):
    one.agent.wait_once()
    one.server.grants = ()
    one.agent.wait_once()
    assert one.allowed() == ()
    assert one.recorder.discarded


def test_the_sign_names_for_whom_it_records(one):
    one.agent.wait_once()
    one.agent.look_around()
    shown = one.sign.shown[-1]
    assert shown.lamp is Lamp.ON
    for word in ("Marta Keller", "app switches and typed text", "Sheets", "24:00"):
        assert word in shown.sentence


def test_a_press_on_the_sign_pauses_at_once_and_the_server_hears_of_it(one):
    one.agent.wait_once()
    one.sign.presses.append(Press.PAUSE)
    one.agent.look_around()
    assert one.allowed() == ()
    assert one.sign.shown[-1].lamp is Lamp.PAUSED
    one.agent.run_errands()
    assert [call.act.value for call in one.server.narrowed] == ["pause"]


def test_a_pause_does_not_end_by_itself_and_survives_a_restart(one):
    one.agent.pause(None)
    one.agent.close()
    fresh = one.again()
    fresh.clock.advance(86_400 * 3)
    fresh.agent.wait_once()
    assert fresh.allowed() == ()
    fresh.agent.resume()
    assert fresh.allowed() == ("bookings",)
    fresh.agent.close()


def test_a_pause_with_a_length_ends_when_it_says(one):
    one.agent.pause(10)
    one.clock.advance(599)
    one.agent.wait_once()
    assert one.allowed() == ()
    one.clock.advance(1)
    assert one.allowed() == ("bookings",)


def test_a_damaged_local_file_counts_as_paused(one):
    one.agent.close()
    one.folder.write("local.json", b"{")
    fresh = one.again()
    fresh.agent.wait_once()
    assert fresh.allowed() == ()
    fresh.agent.close()
