"""Each change says which way it goes; what adds anything reaches further."""

import pytest

from governance.purposes import differences, wording
from governance.purposes.differences import Direction
from governance.purposes.facts import Application, Hours
from governance.purposes.kinds import Kind
from governance.purposes.wording import Fate
from tests import factories

MORE = {
    "kinds": (Kind.CLICKS, Kind.SHORTCUTS),
    "sites": ("*.kestrel.example",),
    "recipients": ("Data stewards of the company", "A supplier"),
    "jurisdictions": ("eu", "uk"),
    "dpv_purposes": ("dpv:ResearchAndDevelopment", "dpv:ServiceOptimisation"),
    "retention_days": 300,
    "retention_by_kind": {Kind.CLICKS: 60},
    "consent_months": 12,
    "review_sample": 20,
    "hours": Hours(days=(1, 2, 3, 4, 5), start="08:00", end="17:00", zone="UTC"),
}
LESS = {
    "kinds": (Kind.CLICKS,),
    "sites": (),
    "recipients": ("Data stewards of the company",),
    "jurisdictions": ("eu",),
    "dpv_purposes": ("dpv:ResearchAndDevelopment",),
    "retention_days": 90,
    "retention_by_kind": {Kind.CLICKS: 30},
    "consent_months": 6,
    "review_sample": 0,
    "hours": Hours(days=(1, 2, 3, 4, 5), start="08:00", end="16:00", zone="UTC"),
}


def directions(old, new):
    return {change.field: change.direction for change in differences.between(old, new)}


@pytest.mark.parametrize("field", MORE)
def test_more_is_wider_and_less_is_narrower(field):
    less, more = factories.facts(**{field: LESS[field]}), factories.facts(**{field: MORE[field]})
    assert directions(less, more) == {field: Direction.WIDER}
    assert directions(more, less) == {field: Direction.NARROWER}


def test_a_longer_rest_is_narrower():
    assert directions(factories.facts(resting_days=1), factories.facts(resting_days=5)) == {
        "resting_days": Direction.NARROWER
    }


def test_a_kind_that_loses_its_shorter_time_is_kept_longer():
    shorter = factories.facts(retention_by_kind={Kind.CLICKS: 30, Kind.TYPED_TEXT: 20})
    mixed = factories.facts(retention_by_kind={Kind.CLICKS: 10})
    assert directions(shorter, factories.facts()) == {"retention_by_kind": Direction.WIDER}
    assert directions(factories.facts(), shorter) == {"retention_by_kind": Direction.NARROWER}
    assert directions(shorter, mixed) == {"retention_by_kind": Direction.WIDER}


def test_what_adds_and_takes_away_reaches_further():
    old, new = factories.facts(kinds=(Kind.CLICKS,)), factories.facts(kinds=(Kind.SHORTCUTS,))
    assert directions(old, new) == {"kinds": Direction.WIDER}
    later = Hours(days=(1,), start="10:00", end="18:00", zone="UTC")
    earlier = Hours(days=(1,), start="08:00", end="16:00", zone="UTC")
    old, new = factories.facts(hours=earlier), factories.facts(hours=later)
    assert directions(old, new) == {"hours": Direction.WIDER}


def test_another_program_under_the_same_name_reaches_further():
    def sheets(*files):
        return factories.facts(
            applications=(Application(name="Sheets", wm_class="S", executables=files),)
        )

    assert directions(sheets("/bin/a"), sheets("/bin/a", "/bin/b")) == {
        "applications": Direction.WIDER
    }


def test_another_model_is_a_change_to_read():
    assert directions(factories.facts(), factories.facts(model_family="Another")) == {
        "model_family": Direction.OTHER
    }


def test_what_reaches_further_stands_first():
    new = factories.facts(model_family="Another", resting_days=9, retention_days=360)
    found = [change.direction for change in differences.between(factories.facts(), new)]
    assert found == [Direction.WIDER, Direction.NARROWER, Direction.OTHER]


def test_every_point_is_either_changed_or_the_same():
    old, new = factories.facts(), factories.facts(retention_days=360)
    changed = {change.field for change in differences.between(old, new)}
    kept = {point.field for point in differences.same(old, new)}
    assert changed | kept == set(differences.EVERYTHING)
    assert not changed & kept


def test_where_nothing_is_in_force_everything_is_new():
    assert {change.direction for change in differences.between(None, factories.facts())} == {
        Direction.WIDER
    }


def test_no_point_of_a_version_is_left_out():
    fields = set(type(factories.facts()).model_fields)
    assert fields - {"notices"} == set(differences.EVERYTHING)


def test_a_text_is_compared_word_by_word():
    found = wording.between("Kept for 180 days.", "Kept for 90 days.")
    assert [(one.fate, one.text) for one in found] == [
        (Fate.KEPT, "Kept for "),
        (Fate.GONE, "180"),
        (Fate.ADDED, "90"),
        (Fate.KEPT, " days."),
    ]


def test_signs_without_spaces_are_compared_one_by_one():
    found = wording.between("180日後に消します", "90日後に消します")
    assert [(one.fate, one.text) for one in found][-1] == (Fate.KEPT, "日後に消します")


def test_every_term_that_is_offered_has_words():
    from governance.packs.load import codes
    from governance.purposes import forbidden_uses, labels

    assert set(forbidden_uses.offered()) == set(labels.TERMS)
    assert set(codes()) <= set(labels.PLACES)
