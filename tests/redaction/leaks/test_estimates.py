"""Estimates are made per policy and language, weekly, and keep nothing that was planted."""

import json
from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from redaction import edition, engines
from redaction.engine import RedactionFailed
from redaction.leaks import carriers, estimates, gaps, tasks, trial
from redaction.models import LeakEstimate
from tests import factories
from tests.training import crowd


@pytest.fixture
def _short(monkeypatch):
    monkeypatch.setattr(trial, "PLANTED", 50)


@pytest.mark.usefixtures("_short")
def test_each_language_is_tested_once_a_week_and_when_the_policy_is_new(
    lasting_company, monkeypatch
):
    tasks.estimate()
    rows = LeakEstimate.objects.all()
    assert {row.language for row in rows} == set(carriers.LANGUAGES)
    assert {row.policy_id for row in rows} == {edition.policy_id()}
    tasks.estimate()
    assert LeakEstimate.objects.count() == len(carriers.LANGUAGES)
    with clock.shifted(timedelta(days=7)):
        tasks.estimate()
        assert LeakEstimate.objects.count() == 2 * len(carriers.LANGUAGES)
        monkeypatch.setattr(engines.engine(), "policy_id", "f" * 64)
        tasks.estimate()
    assert {row.policy_id for row in estimates.newest()} == {"f" * 64}
    assert len(estimates.of("f" * 64)) == len(carriers.LANGUAGES)


@pytest.mark.usefixtures("_short")
def test_counts_are_kept_and_nothing_that_was_planted(lasting_company):
    row = estimates.make("en")
    assert sum(planted for _, planted in row.by_type.values()) == row.planted
    assert sum(stayed for stayed, _ in row.by_type.values()) == row.stayed
    assert row.low <= row.stayed / row.planted <= row.high
    assert json.dumps(row.by_type).isascii()


@pytest.mark.usefixtures("_short")
def test_what_failed_is_not_kept_as_a_result(lasting_company, monkeypatch):
    def broken(*_):
        raise RedactionFailed("ValueError")

    monkeypatch.setattr(engines.engine(), "redact_batch", broken)
    with pytest.raises(RedactionFailed):
        tasks.estimate()
    assert not LeakEstimate.objects.exists()


@pytest.fixture
def masked(lasting_company):
    """Twelve people with rested episodes under a purpose that lets masks be checked."""
    factories.purpose("masks", lasting_company.staff, review_sample=10)
    for one in crowd.people(12, "masks"):
        crowd.keep(one, crowd.body(text="Deliver to <PERSON_1> of berth <ID_2>"), slug="masks")
    return lasting_company


def reads() -> list[str]:
    return [entry.purpose for entry in AuditEntry.objects.filter(act=Act.DATA_READ)]


def test_gaps_of_stored_episodes_are_read_through_the_door_and_it_is_written_down(masked):
    found = gaps.read("en")
    assert len(found) == 12
    assert "Deliver to <PERSON_1> of berth <ID_2>" in {one.text for one in found[0]}
    assert reads() == ["masks"]
    assert gaps.read("de") == []


def test_gaps_of_few_people_are_not_used(masked, monkeypatch):
    monkeypatch.setattr(gaps, "PEOPLE", 13)
    assert gaps.read("en") == []


def test_a_purpose_that_lets_nobody_check_masks_is_not_opened(lasting_company):
    for one in crowd.people(12):
        crowd.keep(one)
    assert gaps.read("en") == []
    assert reads() == []


@pytest.mark.usefixtures("masked")
def test_the_result_says_that_stored_texts_carried_some(monkeypatch):
    monkeypatch.setattr(trial, "PLANTED", 200)
    row = estimates.make("en")
    assert row.carriers["stored"] > 0


def test_the_worst_of_all_languages_is_told(lasting_company):
    for language, stayed in (("en", 6), ("de", 1)):
        LeakEstimate.objects.create(
            policy_id="p", language=language, day=clock.today(), planted=1_000, stayed=stayed,
            withheld=0, low=0, high=1, by_type={}, carriers={},
        )  # fmt: skip
    assert estimates.worst(estimates.newest()).language == "en"
    assert estimates.worst([]) is None
