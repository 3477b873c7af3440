"""Terms, against days counted by hand and against what must hold for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.packs import terms
from governance.packs.load import codes

ANY_DAY = st.dates(date(2024, 1, 1), date(2035, 12, 31))
CODES = st.sampled_from(codes())
D = date


@pytest.mark.parametrize(
    ("code", "received", "day", "rolled_from"),
    [
        ("eu", D(2026, 3, 5), D(2026, 4, 6), D(2026, 4, 5)),  # a Sunday
        ("de", D(2026, 3, 5), D(2026, 4, 7), D(2026, 4, 5)),  # Easter Sunday, Easter Monday
        ("eu", D(2026, 1, 31), D(2026, 3, 2), D(2026, 2, 28)),  # a Saturday, last of February
        ("eu", D(2027, 1, 31), D(2027, 3, 1), D(2027, 2, 28)),  # a Sunday
        ("eu", D(2028, 1, 31), D(2028, 2, 29), None),  # a leap year, a Tuesday
        ("eu", D(2026, 11, 24), D(2026, 12, 24), None),
        ("de", D(2026, 11, 25), D(2026, 12, 28), D(2026, 12, 25)),  # Friday 25th, 26th, Sunday
        ("de", D(2026, 4, 1), D(2026, 5, 4), D(2026, 5, 1)),  # 1 May, a Friday
        ("de", D(2026, 10, 30), D(2026, 11, 30), None),
        ("uk", D(2026, 3, 5), D(2026, 4, 5), None),  # no word on free days: the earlier day
        ("uk", D(2026, 8, 31), D(2026, 9, 30), None),
        ("us_ca", D(2026, 11, 12), D(2026, 12, 27), None),
        ("us_ca", D(2026, 1, 1), D(2026, 2, 15), None),
        ("jp", D(2026, 11, 18), D(2026, 12, 2), None),
        ("jp", D(2026, 12, 25), D(2027, 1, 8), None),
    ],
)
def test_an_answer_is_due_on_the_day_counted_by_hand(code, received, day, rolled_from):
    found = terms.due(code, received)
    assert (found.day, found.rolled_from) == (day, rolled_from)


@pytest.mark.parametrize(
    ("code", "received", "day"),
    [
        ("eu", D(2026, 3, 5), D(2026, 6, 5)),
        ("eu", D(2026, 11, 30), D(2027, 3, 1)),  # last of February 2027 is a Sunday
        ("uk", D(2026, 1, 31), D(2026, 4, 30)),
        ("us_ca", D(2026, 11, 12), D(2027, 2, 10)),
    ],
)
def test_an_extended_term_counts_from_receipt(code, received, day):
    assert terms.extended(code, received, terms.due(code, received).day).day == day


def test_an_extended_term_keeps_the_days_on_which_it_stood():
    received = D(2026, 3, 2)
    stood = terms.moved("uk", terms.due("uk", received), timedelta(days=5))
    assert stood.day == D(2026, 4, 7)
    assert terms.extended("uk", received, stood.day).day == D(2026, 6, 7)


@pytest.mark.parametrize(
    ("code", "received", "day"),
    [
        ("us_ca", D(2026, 11, 12), D(2026, 11, 30)),  # Thanksgiving and the day after are free
        ("us_ca", D(2026, 12, 18), D(2027, 1, 5)),  # Christmas and New Year
        ("us_ca", D(2026, 6, 5), D(2026, 6, 22)),  # 19 June is free
        ("eu", D(2026, 11, 26), D(2026, 12, 1)),  # Thursday, then Friday, Monday, Tuesday
        ("de", D(2026, 12, 23), D(2026, 12, 29)),
        ("jp", D(2026, 4, 28), D(2026, 5, 7)),  # golden week
    ],
)
def test_somebody_is_told_within_working_days_counted_by_hand(code, received, day):
    assert terms.ack_due(code, received) == day


def test_what_can_be_extended_and_what_stands_still():
    assert {code: terms.can_extend(code) for code in codes()} == {
        "de": True,
        "eu": True,
        "jp": False,
        "uk": True,
        "us_ca": True,
    }
    questions = ("identity", "clarification")
    assert {c: [q for q in questions if terms.stands_for(c, q)] for c in codes()} == {
        "de": ["identity"],
        "eu": ["identity"],
        "jp": [],
        "uk": ["identity", "clarification"],
        "us_ca": [],
    }


OWN_TERM = (
    "14 days from receipt: our own term, since the law (APPI, Art. 35 and 39) names no number"
)


@pytest.mark.parametrize(
    ("code", "pack", "rule"),
    [
        ("eu", "eu", "One month from receipt (GDPR, Art. 12(3))"),
        ("de", "eu", "One month from receipt (GDPR, Art. 12(3))"),
        ("uk", "uk", "One month from receipt (UK GDPR, Art. 12(3))"),
        ("us_ca", "us_ca", "45 days from receipt (11 CCR 7021)"),
        ("jp", "jp", OWN_TERM),
    ],
)
def test_a_term_names_the_rule_that_gave_it(code, pack, rule):
    found = terms.due(code, D(2026, 11, 24))
    assert (found.pack, found.rule, found.reviewed_by) == (pack, rule, "")


@given(CODES, ANY_DAY)
def test_a_stored_term_is_read_as_it_was(code, received):
    found = terms.due(code, received)
    assert terms.stored(found.day, found.as_rule()) == found


@given(CODES, ANY_DAY)
def test_a_later_request_is_never_due_earlier(code, received):
    later = terms.due(code, received + timedelta(days=1)).day
    assert received < terms.due(code, received).day <= later


@given(CODES, ANY_DAY)
def test_extending_never_makes_a_term_shorter(code, received):
    due = terms.due(code, received).day
    assert terms.extended(code, received, due).day >= due


@given(ANY_DAY, st.integers(0, 36))
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months):
    later = terms.months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    last_of_month = (later + timedelta(days=1)).day == 1
    assert later.day == day.day or (later.day < day.day and last_of_month)


@given(ANY_DAY)
def test_where_terms_roll_they_end_on_a_working_day(received):
    assert terms.is_working_day("DE", terms.due("de", received).day)
    assert terms.due("eu", received).day.weekday() < 5
