"""On which days an episode ends its rest, and each kind of data in it goes."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.packs.binding import bound
from governance.packs.load import chain, codes, pack
from governance.packs.schema import PackFile
from governance.purposes.kinds import SPECIAL, Kind
from governance.retention import rules
from governance.retention.rules import Limit, Source
from tests import factories

DAY = date(2026, 11, 24)
ALL = tuple(Kind)


def days_of(facts, day=DAY, today=DAY, **more):
    return rules.days_of(facts, day, today, rules.limits(facts, **more))


def test_all_days_come_from_the_version_of_the_purpose():
    days = days_of(factories.facts(retention_days=90, resting_days=5))
    assert days.rests_until == date(2026, 11, 29)
    assert days.goes == dict.fromkeys(factories.ORDINARY, date(2027, 2, 22))


def test_a_device_cannot_lengthen_the_stay_by_naming_a_later_day():
    days = days_of(factories.facts(retention_days=90), DAY + timedelta(days=400))
    assert set(days.goes.values()) == {DAY + timedelta(days=90)}


def test_what_comes_late_rests_as_long_and_goes_as_early():
    earlier = DAY - timedelta(days=10)
    days = days_of(factories.facts(retention_days=90, resting_days=3), earlier)
    assert days.rests_until == DAY + timedelta(days=3)
    assert set(days.goes.values()) == {earlier + timedelta(days=90)}


def test_what_does_not_rest_can_be_read_on_the_day_it_was_stored():
    assert days_of(factories.facts(resting_days=0)).rests_until < DAY


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no reason to fail."""
numbers = st.integers(1, 365)
kept = st.dictionaries(st.sampled_from(ALL), numbers)


@UNHURRIED
@given(numbers, kept, st.none() | st.integers(1, 400), st.lists(st.sampled_from(codes())))
def test_the_shortest_rule_wins_for_every_kind(longest, by_kind, chosen, places):
    facts = factories.facts(kinds=ALL, retention_days=longest, retention_by_kind=by_kind)
    found = rules.limits(facts, places, chosen)
    assert set(found) == set(ALL)
    for kind, limit in found.items():
        said = [longest, by_kind.get(kind, longest), chosen or longest]
        for code in ("eu", *places):
            captured = pack(code).captured
            said += [captured.days or longest, captured.kinds.get(kind, longest)]
        assert limit.days == min(said)
        assert (limit.source == Source.PACK) == bool(limit.pack)


@UNHURRIED
@given(numbers, kept, st.integers(1, 400))
def test_a_choice_never_makes_anything_later(longest, by_kind, chosen):
    facts = factories.facts(kinds=ALL, retention_days=longest, retention_by_kind=by_kind)
    before, after = days_of(facts).goes, days_of(facts, chosen=chosen).goes
    assert all(after[kind] <= before[kind] for kind in ALL)


def test_it_says_where_the_shortest_rule_comes_from():
    facts = factories.facts(kinds=ALL, retention_days=180, retention_by_kind={Kind.CLICKS: 20})
    found = rules.limits(facts, chosen=30)
    assert found[Kind.CLICKS] == Limit(20, Source.PURPOSE)
    assert found[Kind.TYPED_TEXT] == Limit(30, Source.PERSON)
    assert rules.limits(facts)[Kind.TYPING_RHYTHM] == Limit(90, Source.PACK, "product")


def test_a_kind_of_special_weight_is_kept_no_longer_than_one_consent_to_it_lasts():
    from governance.consent.ends import SPECIAL_MOST

    for code in codes():
        assert {pack(code).captured.kinds[kind] for kind in SPECIAL} == {SPECIAL_MOST.days}


def file(code: str, **captured: object) -> PackFile:
    frame = {"code": code, "version": 1, "reviewed_by": None, "reviewed_on": None}
    frame |= {"valid_from": date(2026, 1, 1), "sources": (), "confidence": {}}
    return PackFile.model_validate({**frame, "captured": captured})


@pytest.mark.parametrize(
    ("days", "of_clicks", "expected"),
    [(30, None, ("days", 30)), (400, 10, ("clicks", 10)), (400, None, ("days", 365))],
    ids=["shorter", "one-kind", "longer-counts-for-nothing"],
)
def test_of_two_packs_the_shorter_time_counts_and_is_named(days, of_clicks, expected):
    kinds = {"clicks": of_clicks} if of_clicks else {}
    found = bound((file("xx", days=days, kinds=kinds), *chain("eu")))
    assert found.captured.of("clicks") == expected
    giver = found.origin[f"captured.{expected[0]}"]
    assert giver == ("product" if expected[1] == 365 else "xx")


def test_packs_name_the_kinds_of_data_and_no_others():
    assert file("xx", kinds={str(kind): 5 for kind in Kind}).captured.kinds.keys() == set(Kind)
    with pytest.raises(ValueError, match="gaze"):
        file("xx", kinds={"gaze": 5})
