"""The company is one in which everything has happened, and all of it by the acts of the product."""

import string
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections

from demo.company import company, personas, proposal
from demo.held import place as place_the_hold
from demo.models import DemoMark
from demo.scenes import FOLDER, scene
from demo.seed import NoDemonstration, employee, seed
from governance import clock
from governance.accountability.models import Figure
from governance.audit.acts import STAFF, Act, Outcome, Role
from governance.audit.models import AuditEntry
from governance.consent.models import Consent, Decision
from governance.directory.models import Employee, Status, Unit, User
from governance.holds.models import HoldState, LegalHold
from governance.packs.load import pack
from governance.purposes.kinds import Kind
from governance.purposes.models import PurposeVersion, Suspension, VersionState
from governance.rights.models import RightsRequest
from training.models import Episode, Release


@pytest.fixture
def seeded(both, settings):
    settings.DEMO, settings.DEMO_KEY = True, "the-key"
    assert seed()


def test_about_twenty_people_work_in_four_jurisdictions():
    people = company().people
    assert 18 <= len(people) <= 25
    assert {person.jurisdiction for person in people} == {"de", "uk", "us_ca", "jp"}
    assert {person.language for person in people} == {"en", "de", "es", "ja", "zh-hans"}


def test_every_role_is_there_and_what_needs_two_people_has_them():
    roles = Counter(role for person in company().people for role in person.roles)
    assert set(roles) == set(STAFF)
    assert all(roles[role] >= 2 for role in (Role.HR, Role.COMPLIANCE, Role.REPRESENTATIVE))


def test_nobody_writes_purposes_and_approves_them():
    for person in company().people:
        assert not {Role.PURPOSE_OWNER, Role.COMPLIANCE} <= set(person.roles)


def test_names_are_written_in_their_own_scripts_with_a_reading():
    other = [person for person in company().people if not person.name[0].isascii()]
    assert {person.language for person in other} >= {"ja", "zh-hans"}
    assert all(person.reading.isascii() or "ō" in person.reading for person in other)


def test_addresses_and_keys_are_of_one_person_each():
    people = company().people
    for values in ([p.key for p in people], [p.email for p in people], [p.name for p in people]):
        assert len(values) == len(set(values))
    assert all(person.email.endswith(".example") for person in people)


def test_the_doors_show_each_person_in_a_group_and_each_group_has_somebody():
    groups = {group.key for group in company().groups}
    assert {person.group for person in personas()} == groups


def test_every_unit_is_listed_and_one_is_confidential():
    units = {unit.name: unit.confidential for unit in company().units}
    assert {person.unit for person in company().people} <= set(units)
    assert any(units.values())


def test_every_scene_can_be_played_with_what_its_people_bring():
    for play in company().plays:
        listed = {
            application.name
            for line in company().purposes
            if proposal(line).slug in play.purposes
            for application in proposal(line).facts.applications
        }
        for name in play.scenes:
            assert {stay.application for stay in scene(name, play.values).stays} <= listed


def test_no_scene_is_there_for_nobody():
    played = {name for play in company().plays for name in play.scenes}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == played


def test_a_scene_without_its_words_is_not_played():
    with pytest.raises(KeyError):
        scene("customs-codes", {})


def test_texts_hold_what_masks_are_for():
    for play in company().plays:
        assert {"consignor", "email", "phone", "reference", "secret"} <= set(play.values)
        assert play.values["email"].endswith(".example")
        assert any(char in string.digits for char in play.values["secret"])


def test_enough_people_do_the_same_for_a_release_that_needs_five():
    stay = [p for p in company().plays if p.then != "withdraws" and "customs" in p.purposes]
    assert len([play for play in stay if "customs-codes" in play.scenes]) >= 5


def test_notices_speak_at_least_english_and_german():
    for line in company().purposes:
        assert {"en", "de"} <= set(proposal(line).facts.notices)


def test_who_is_asked_is_told_in_their_own_language():
    asked = {person.language for person in company().people}
    for line in company().purposes:
        if any(proposal(line).slug in play.purposes for play in company().plays):
            assert asked <= set(proposal(line).facts.notices)


def test_no_pack_forbids_what_the_purposes_are_for():
    for line in company().purposes:
        facts = proposal(line).facts
        for code in facts.jurisdictions:
            assert not set(facts.dpv_purposes) & set(pack(code).forbidden_uses)


def test_it_is_made_in_few_statements_and_once(both, settings, django_assert_max_num_queries):
    """So that whoever starts the demonstration waits for seconds."""
    settings.DEMO = True
    with (
        django_assert_max_num_queries(4_000),
        django_assert_max_num_queries(1_000, connection=connections["keys"]),
    ):
        assert seed()
    assert not seed()


def test_it_is_made_whole_or_not_at_all_and_again_after_it_was_broken_off(
    both, settings, monkeypatch
):
    settings.DEMO = True
    with monkeypatch.context() as broken:
        broken.setattr("demo.past.figures.make", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seed()
    assert DemoMark.objects.exists()  # whoever comes by meanwhile meets no real people
    assert not User.objects.exists()
    assert seed()


def test_it_is_not_made_in_production(both, settings):
    settings.DEMO = False
    with pytest.raises(NoDemonstration):
        seed()
    assert not User.objects.exists()


def test_two_purposes_are_in_force_one_was_refused_and_two_wait(seeded):
    states = Counter(PurposeVersion.objects.values_list("state", flat=True))
    assert states == {VersionState.IN_FORCE: 2, VersionState.REFUSED: 1, VersionState.PROPOSED: 2}
    refused = PurposeVersion.objects.get(state=VersionState.REFUSED)
    word = refused.approvals.get(role=Role.REPRESENTATIVE)
    assert word.note
    for version in PurposeVersion.objects.filter(state=VersionState.PROPOSED):
        assert version.opinions.exists()
        assert set(version.approvals.values_list("role", flat=True)) == {Role.COMPLIANCE}


def test_one_purpose_rests_and_one_can_be_released_at_once(seeded):
    rests = {
        version.purpose_id: version.facts.resting_days
        for version in PurposeVersion.objects.filter(state=VersionState.IN_FORCE)
    }
    assert rests == {"bookings": 3, "customs": 0}


def test_an_answer_to_somebody_who_left_is_overdue(seeded):
    request = RightsRequest.objects.get()
    assert request.due < clock.today()
    left = Employee.objects.get(email=request.email)
    assert left.status == Status.LEAVER
    assert left.last_day < request.received_at


def test_a_request_for_data_about_somebodys_work_was_refused(seeded):
    refused = AuditEntry.objects.get(act=Act.DATA_READ)
    assert refused.outcome == Outcome.REFUSED
    assert refused.role in STAFF  # what employees do is in no search


def test_two_officers_place_a_hold_the_person_is_told_and_a_representative_objects(seeded):
    proposed = LegalHold.objects.get(state=HoldState.PROPOSED)
    held = company().held
    assert proposed.owner == employee(company().persona(held.person)).owner
    [play] = [one for one in company().plays if one.then == "is_held"]
    assert play.person == held.person  # once there is something that the hold reaches
    place_the_hold()
    place_the_hold()  # begun again, it changes nothing
    hold = LegalHold.objects.get(state=HoldState.PLACED)
    assert hold.proposed_by != hold.confirmed_by
    told = {"proposed", "placed", "objected"}
    assert set(hold.letters.values_list("kind", flat=True)) == told
    assert hold.letters.filter(kind="placed", to="person").exists()
    assert hold.objections.get().role == Role.REPRESENTATIVE


def test_a_unit_was_suspended_and_records_again(seeded):
    assert Suspension.objects.get().lifted_at
    assert Unit.objects.filter(confidential=True).exists()


def test_who_plays_has_allowed_everything_and_who_refused_left_no_line(seeded):
    for play in company().plays:
        owner = employee(company().persona(play.person)).owner
        allowed = {row.purpose: row for row in Consent.objects.filter(owner=owner)}
        assert set(allowed) == set(play.purposes)
        assert all(set(row.ends) <= set(Kind) and row.ends for row in allowed.values())
    refused = employee(company().persona(company().refused_all.person))
    assert not Consent.objects.filter(owner=refused.owner).exists()
    assert not Consent.objects.exclude(decision=Decision.GIVEN).exists()


def test_figures_of_last_week_are_there(seeded):
    last = clock.week_of(clock.today() - timedelta(days=7))
    assert Figure.objects.filter(week=last).exists()


def test_no_episode_and_no_release_is_made_by_hand(seeded):
    assert not Episode.objects.exists()
    assert not Release.objects.exists()
