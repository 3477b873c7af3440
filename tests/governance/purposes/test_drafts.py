"""A draft is saved as it is, names what is missing by field, and is proposed when it is whole."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry
from governance.purposes import drafts, opinions
from governance.purposes.errors import (
    AlreadyWaiting,
    DraftIncomplete,
    DraftOfAnother,
    NotADraft,
    NotProposed,
    OfficerCannotWrite,
    PurposeForbidden,
    SlugUnusable,
)
from governance.purposes.models import Purpose, PurposeVersion, VersionState
from tests import factories


@pytest.fixture
def owner(company):
    return company.staff[Role.PURPOSE_OWNER].user


def whole(**more):
    return factories.facts(**more).model_dump(mode="json")


def fields(content, owner):
    return [found.field for found in drafts.problems(drafts.save("customs", content, owner))]


def test_an_empty_draft_is_kept_and_every_field_is_named(owner):
    named = fields({}, owner)
    assert "kinds" in named
    assert "hours.zone" in named
    assert "assessment.sha256" in named
    assert "notices.en.what_for" in named
    assert PurposeVersion.objects.get(purpose="customs").state == VersionState.DRAFT


def test_a_whole_draft_has_no_problem(owner):
    assert fields(whole(), owner) == []


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("kinds", {"kinds": []}),
        ("kinds.0", {"kinds": ["thoughts"]}),
        ("retention_days", {"retention_days": "366"}),
        ("retention_days", {"retention_days": "half a year"}),
        ("retention_by_kind.clicks", {"retention_by_kind": {"clicks": "181"}}),
        ("retention_by_kind.clicks", {"retention_by_kind": {"clicks": "0"}}),
        ("retention_by_kind.clicks", {"retention_by_kind": {"clicks": "a while"}}),
        ("retention_by_kind.typing_rhythm", {"retention_by_kind": {"typing_rhythm": "30"}}),
        ("retention_by_kind.gaze.[key]", {"retention_by_kind": {"gaze": "30"}}),
        ("consent_months", {"consent_months": "13"}),
        ("jurisdictions", {"jurisdictions": []}),
        ("jurisdictions", {"jurisdictions": ["atlantis"]}),
        ("hours.end", {"hours": {"days": [1], "start": "9:00", "end": "9", "zone": "UTC"}}),
        ("hours.end", {"hours": {"days": [1], "start": "18:00", "end": "17:00", "zone": "UTC"}}),
        ("hours.zone", {"hours": {"days": [1], "start": "08:00", "end": "17:00", "zone": "Moon"}}),
        ("why_free", {"why_free": ""}),
        ("notices.en.lede", {"notices": {"de": whole()["notices"]["en"]}}),
    ],
)
def test_what_is_wrong_is_named_by_its_field(field, change, owner):
    assert field in fields({**whole(), **change}, owner)


def test_an_assessment_of_tomorrow_is_none(owner):
    content = whole()
    content["assessment"]["day"] = (clock.today() + timedelta(days=1)).isoformat()
    assert fields(content, owner) == ["assessment.day"]


def test_each_problem_names_the_field_and_what_to_do(owner):
    (found,) = drafts.problems(drafts.save("customs", {**whole(), "retention_days": "x"}, owner))
    assert found.words == "Kept for: Write a whole number, such as 90."


def test_a_kind_kept_longer_than_the_purpose_is_told_with_the_number(owner):
    content = {**whole(), "retention_by_kind": {"clicks": "181"}}
    (found,) = drafts.problems(drafts.save("customs", content, owner))
    assert found.words == "Clicks, days: Write 180 or less."


def test_days_of_a_kind_as_long_as_the_purpose_or_shorter_are_no_problem(owner):
    kept = {"clicks": "180", "typed_text": "1"}
    assert fields({**whole(), "retention_by_kind": kept}, owner) == []


def test_saving_again_keeps_one_draft(owner):
    drafts.save("bookings", {}, owner)
    version = drafts.save("bookings", whole(), owner)
    assert version.number == 2
    assert version.purpose.versions.filter(state=VersionState.DRAFT).count() == 1


def test_a_whole_draft_is_proposed_with_its_hash(owner):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    assert version.state == VersionState.PROPOSED
    assert version.sha256 == version.facts.sha256()
    assert AuditEntry.objects.filter(act=Act.PURPOSE_PROPOSED, purpose="customs").count() == 1


def test_what_has_a_problem_is_not_proposed(owner):
    version = drafts.save("customs", {**whole(), "why_free": ""}, owner)
    with pytest.raises(DraftIncomplete):
        drafts.propose(version, owner)


def test_what_is_proposed_is_fixed(owner):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    with pytest.raises(NotADraft):
        drafts.propose(version, owner)
    assert drafts.save("customs", whole(), owner).number == version.number + 1


def test_one_version_of_a_purpose_waits_at_a_time(owner):
    drafts.propose(drafts.save("customs", whole(), owner), owner)
    with pytest.raises(AlreadyWaiting):
        drafts.propose(drafts.save("customs", whole(retention_days=30), owner), owner)


def test_a_forbidden_use_is_not_even_saved_and_stands_in_the_log(owner):
    content = {"dpv_purposes": ["dpv:ScoringOfIndividuals"]}
    with pytest.raises(PurposeForbidden):
        drafts.save("customs", content, owner)
    assert not Purpose.objects.filter(slug="customs").exists()
    assert AuditEntry.objects.get(act=Act.PURPOSE_FORBIDDEN).outcome == Outcome.REFUSED


def test_a_compliance_officer_saves_no_draft(company):
    with pytest.raises(OfficerCannotWrite):
        drafts.save("customs", {}, company.staff[Role.COMPLIANCE].user)


def test_nobody_writes_in_the_draft_of_another(owner, company):
    version = drafts.save("customs", whole(), owner)
    company.other.user.groups.add(Group.objects.get(name=Role.PURPOSE_OWNER))
    for act in (drafts.propose, drafts.discard):
        with pytest.raises(DraftOfAnother):
            act(version, company.other.user)
    with pytest.raises(DraftOfAnother):
        drafts.save("customs", whole(), company.other.user)


@pytest.mark.parametrize("slug", ["", "Customs", "a b", "-x", "x" * 61, "../x"])
def test_a_name_that_no_address_can_hold_is_refused(slug, owner):
    with pytest.raises(SlugUnusable):
        drafts.save(slug, {}, owner)


def test_a_draft_can_be_thrown_away(owner):
    drafts.discard(drafts.save("customs", {}, owner), owner)
    assert not Purpose.objects.filter(slug="customs").exists()
    drafts.discard(drafts.save("bookings", {}, owner), owner)
    assert Purpose.objects.filter(slug="bookings").exists()


def test_the_next_version_begins_with_the_one_in_force(owner, company):
    found = drafts.basis("bookings")
    assert found.draft is None
    assert found.content == company.version.content


def test_a_proposed_version_is_taken_back_and_proposed_anew(owner):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    back = drafts.take_back(version, owner)
    assert (back.state, back.proposed_at) == (VersionState.DRAFT, None)
    assert AuditEntry.objects.filter(act=Act.PURPOSE_TAKEN_BACK, purpose="customs").count() == 1
    again = drafts.propose(drafts.save("customs", whole(retention_days=30), owner), owner)
    assert (again.number, again.state) == (1, VersionState.PROPOSED)


def test_what_somebody_has_answered_stays_as_it_was(owner, company):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    opinions.give(version, company.staff[Role.COMPLIANCE].user, "It asks for much.")
    with pytest.raises(NotADraft):
        drafts.take_back(version, owner)
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED


def test_nobody_takes_back_what_another_wrote_or_what_does_not_wait(owner, company):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    with pytest.raises(DraftOfAnother):
        drafts.take_back(version, company.staff[Role.COMPLIANCE].user)
    with pytest.raises(NotProposed):
        drafts.take_back(company.version, owner)


def test_with_the_next_version_being_written_nothing_is_taken_back(owner):
    version = drafts.propose(drafts.save("customs", whole(), owner), owner)
    drafts.save("customs", whole(), owner)
    with pytest.raises(DraftOfAnother):
        drafts.take_back(version, owner)
