"""Figures: once a week, kept, ten people or more on both sides, and no single person in them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import clock
from governance.accountability import figures, measures
from governance.accountability.figures import DIMENSIONS, Dimension, Name
from governance.accountability.measures import Place, Row
from governance.accountability.models import Figure
from governance.accountability.rounding import LEAST, rounded, step_of
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.keys import owners
from governance.rights.models import RightsRequest, State

NEXT = timedelta(days=7)
counts = st.integers(0, 2_000_000)
secrets = st.floats(0, 1, exclude_max=True, allow_nan=False)


def crowd(size: int, unit: str = "Imports") -> dict[str, Place]:
    return {f"{unit}-{n:04d}": Place(unit, "eu") for n in range(size)}


@pytest.fixture
def counted(both, monkeypatch):
    """Return a function that sets who is there and what is counted of them."""

    def counted(everyone, **rows):
        monkeypatch.setattr(measures, "population", lambda: everyone)
        made = {Name.PEOPLE: [Row(owner) for owner in everyone]}
        made |= {Name[name.upper()]: found for name, found in rows.items()}
        monkeypatch.setattr(measures, "rows", lambda name: made.get(name, []))

    return counted


def value(name: Name, dimension: Dimension = Dimension.NONE, group: str = "", week=None):
    return next(
        view.value
        for view in figures.of(week)
        if (view.name, view.dimension, view.group) == (name, dimension, group)
    )


def test_within_a_week_nothing_that_people_do_changes_a_byte(counted):
    everyone = crowd(50)
    counted(everyone, episodes=[Row(owner, 9) for owner in list(everyone)[:30]])
    assert figures.make()
    before = repr(figures.of())
    counted(crowd(51), episodes=[])
    assert not figures.make()
    assert repr(figures.of()) == before


def test_figures_are_made_with_an_entry_of_the_log(counted):
    counted(crowd(20))
    figures.make()
    assert AuditEntry.objects.filter(act=Act.FIGURES_MADE).count() == 1


@pytest.mark.parametrize(("taking", "shown"), [(9, False), (10, True), (20, True), (21, False)])
def test_fewer_than_ten_are_hidden_in_the_group_and_outside_of_it(counted, taking, shown):
    everyone = crowd(30)
    counted(everyone, taking_part=[Row(owner, purpose="p") for owner in list(everyone)[:taking]])
    figures.make()
    assert (value(Name.TAKING_PART) is not None) is shown


def test_a_unit_in_which_nearly_all_agree_has_no_figure(counted):
    everyone = crowd(12) | crowd(40, "Exports")
    counted(everyone, taking_part=[Row(owner) for owner in crowd(12)])
    figures.make()
    assert value(Name.TAKING_PART, Dimension.UNIT, "Imports") is None


def test_a_unit_whose_rest_is_small_has_no_figure(counted):
    counted(crowd(30) | crowd(9, "Law"))
    figures.make()
    assert value(Name.PEOPLE, Dimension.UNIT, "Law") is None
    assert value(Name.PEOPLE, Dimension.UNIT, "Imports") is None


def test_the_first_person_who_allows_a_purpose_makes_no_group_appear(counted, company):
    counted(crowd(30))
    figures.make("2026-W01")
    counted(crowd(30), taking_part=[Row("Imports-0001", purpose=company.slug)])
    figures.make("2026-W02")
    groups = [{(f.name, f.dimension, f.group) for f in figures.of(w)} for w in _weeks()]
    assert groups[0] == groups[1]


def test_a_policy_of_few_people_is_not_even_named(counted):
    everyone = crowd(60)
    many = [Row(owner, 5, policy="new") for owner in list(everyone)[:30]]
    counted(everyone, episodes=[*many, Row("Imports-0001", 900, policy="old")])
    figures.make()
    policies = {view.group for view in figures.of() if view.dimension == Dimension.POLICY}
    assert policies == {"new"}


@given(count=counts, secret=secrets)
def test_people_come_in_tens_and_data_in_two_digits(count, secret):
    published = rounded(count, None, secret)
    assert published % step_of(count) == 0
    assert published % 10 == 0
    assert abs(published - count) <= step_of(count)


@given(count=counts, secret=secrets, away=st.integers(-9, 9))
def test_what_is_published_stays_while_fewer_than_ten_people_come_or_go(count, secret, away):
    published = rounded(count, None, 0.0) if count % 10 else count
    assert rounded(max(0, published + away), published, secret) == published


@given(size=st.integers(40, 60), secret=secrets, act=st.sampled_from([-1, 1]))
@settings(max_examples=60)
def test_a_week_in_which_one_person_acts_reads_like_one_without(size, secret, act):
    """The value before is what an earlier count gave; one person moves only a few thresholds."""
    before = rounded(size, None, 0.5)
    without, moved = rounded(size, before, secret), rounded(size + act, before, secret)
    if without != moved:  # then this person was not nearer than ten to what was published
        assert abs(size + act - before) >= LEAST or abs(size - before) >= LEAST


@pytest.mark.parametrize("act", [-1, 1])
def test_the_next_week_one_person_more_or_less_changes_no_byte(counted, act):
    counted(crowd(100), taking_part=[Row(owner) for owner in crowd(50)])
    figures.make("2026-W01")
    counted(crowd(100 + act), taking_part=[Row(owner) for owner in crowd(50 + act)])
    figures.make("2026-W02")
    first, second = (figures.of(week) for week in _weeks())
    assert first == second


def test_the_secret_of_a_figure_is_not_in_the_main_database(both, monkeypatch):
    before = [rounded(15, None, _secret(week)) for week in map(str, range(40))]
    monkeypatch.setattr(owners, "_secret", lambda: b"another secret of the key store, 32 bytes")
    after = [rounded(15, None, _secret(week)) for week in map(str, range(40))]
    assert set(before) == {10, 20}
    assert before != after


def test_real_people_are_counted_through_the_acts(company):
    from tests import factories

    for _ in range(12):
        factories.allow(factories.person(), kinds=factories.ORDINARY[:1])
    for _ in range(5):
        factories.person()
    with clock.shifted(NEXT):
        figures.make()
    assert value(Name.TAKING_PART) in {10, 20}
    assert value(Name.TAKING_PART, Dimension.PURPOSE, company.slug) in {10, 20}
    assert value(Name.EPISODES) is None


@pytest.mark.parametrize(("late", "share"), [(0, 100), (1, 90), (6, 60)])
def test_requests_in_time_are_a_share_in_tens(company, late, share):
    _answered(14 - late, late)
    figures.make()
    assert value(Name.IN_TIME) == share


def test_no_share_of_fewer_than_ten_requests(company):
    _answered(9, 0)
    figures.make()
    assert value(Name.IN_TIME) is None


def _answered(in_time: int, late: int) -> None:
    today = clock.today()
    for n in range(in_time + late):
        RightsRequest.objects.create(
            reference=f"R-{n}",
            name="Somebody",
            email="somebody@elsewhere.example",
            jurisdiction="eu",
            received_at=clock.now(),
            due=today - timedelta(days=1) if n < late else today,
            closed_on=today,
            state=State.FULFILLED,
        )


def test_each_figure_has_words_and_dimensions_from_the_fixed_list():
    assert set(figures.NAMES) == set(DIMENSIONS) == set(Name)
    assert Figure._meta.get_field("name").max_length >= max(map(len, Name))


def _weeks():
    return ("2026-W01", "2026-W02")


def _secret(week: str) -> float:
    from governance.accountability.rounding import secret_of

    return secret_of(week, Name.PEOPLE)
