"""An old Yes covers no other text, and an older decision allows no more than the newest one."""

import pytest

from capture.protocol.decoding import decode
from capture.protocol.envelope import open_envelope
from capture.protocol.lease import Doubt
from capture.protocol.messages import AnswerPayload, Kind
from tests.capture.agent.forging import Forged, doubted, gives, prepared
from tests.capture.protocol.making import BROWSER, SHEETS, grant
from tests.capture.protocol.small_log import scope_of


@pytest.fixture
def one(tmp_path):
    made = prepared(tmp_path)
    yield made
    made.agent.close()


def forged(one, **changes):
    gives(one, Forged(one, **changes).lease)
    return doubted(one)


def test_an_old_yes_does_not_cover_another_text_approved_under_the_same_number(one):
    """The log and every approval are real, but after the Yes; the number is the same."""
    wide = grant(applications=(SHEETS, BROWSER), sites=("*.bank.example",))
    told = {"applications": wide.applications, "sites": wide.sites}
    yes = {"subject": said_yes_to(one)}
    assert forged(one, scope=scope_of(wide), grant=told, answered=yes) is Doubt.OTHER_TEXT
    assert one.allowed() == ()


def test_the_same_scope_in_another_text_needs_another_yes(one):
    assert forged(one, text="1" * 64) is Doubt.OTHER_TEXT


def said_yes_to(one):
    """What the device's own Yes of the honest lease names."""
    (envelope,) = one.server.lease(b"n" * 16).grants[0].evidence.answers
    public = one.server.device_private.public_key()
    return decode(AnswerPayload, open_envelope(envelope, "sayso-answer/2", public)).subject


def entered_before(one):
    """A forger who keeps to entries that stand in the log already."""
    forger = Forged(one)
    before = forger.enter()
    forger.enter = lambda: before
    return forger


def narrowed(one):
    """A lease after the person refused one of two kinds; the device has taken it."""
    fewer = {"kinds": (Kind.APP_SWITCHES,)}
    return forged(one, act="consent-narrowed", kinds=("app_switches",), grant=fewer)


def test_a_refused_kind_does_not_come_back_with_the_decision_from_before(one):
    before = entered_before(one)
    gives(one, before.lease)
    assert doubted(one) is None
    assert narrowed(one) is None
    gives(one, before.lease)
    assert doubted(one) is Doubt.OLDER_CONSENT
    assert one.allowed() == ()


def test_nor_after_the_agent_was_started_again(one):
    before = entered_before(one)
    assert narrowed(one) is None
    again = one.again()
    gives(again, before.lease)
    assert doubted(again) is Doubt.OLDER_CONSENT
    again.agent.close()


def test_a_newer_decision_may_allow_more_again(one):
    assert narrowed(one) is None
    assert forged(one) is None
    assert one.allowed() == ("bookings",)


def test_a_decision_that_allows_less_counts_wherever_it_stands_in_its_second(one):
    narrow = Forged(
        one,
        act="consent-narrowed",
        kinds=("app_switches",),
        grant={"kinds": (Kind.APP_SWITCHES,)},
    )
    before = narrow.enter()
    narrow.enter = lambda: before
    assert forged(one) is None
    gives(one, narrow.lease)
    assert doubted(one) is None
