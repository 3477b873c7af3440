"""Two officers place a hold, never HR, never for the employer's matter; everybody is told."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry
from governance.holds import acts, errors, letters, matters, queries, tasks
from governance.holds.models import HoldLetter, HoldState, LegalHold
from tests import factories


def subjects(email: str) -> list[str]:
    return [one.subject for one in mail.outbox if one.to == [email]]


def test_hr_places_none_even_with_another_role(at):
    at.first.groups.add(Group.objects.get(name=Role.HR))
    with pytest.raises(errors.HrPlacesNone):
        at.propose()
    at.first.groups.remove(Group.objects.get(name=Role.HR))
    hold = at.propose()
    at.second.groups.add(Group.objects.get(name=Role.HR))
    with pytest.raises(errors.HrPlacesNone):
        acts.confirm(hold.pk, at.second)
    with pytest.raises(errors.HrPlacesNone):
        acts.confirm(hold.pk, at.hr)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.STEWARD, Role.PURPOSE_OWNER])
def test_no_other_role_places_one(at, lasting_company, role):
    user = lasting_company.staff[role].user
    hold = at.propose()
    with pytest.raises(errors.RoleCannotHold):
        acts.confirm(hold.pk, user)
    at.first = user
    with pytest.raises(errors.RoleCannotHold):
        at.propose()


def test_who_proposed_cannot_confirm(at):
    hold = at.propose()
    with pytest.raises(errors.SecondOfficerNeeded):
        acts.confirm(hold.pk, at.first)
    hold.refresh_from_db()
    assert hold.state == HoldState.PROPOSED


def test_nobody_decides_on_a_hold_about_themselves(at, lasting_company):
    officer = lasting_company.staff[Role.COMPLIANCE]
    at.person = officer
    with pytest.raises(errors.NotAboutOneself):
        at.propose()


def test_without_a_representative_who_knows_there_is_no_hold(at, lasting_company):
    at.knows.groups.clear()
    with pytest.raises(errors.NobodyToKnow):
        at.propose()
    at.first.groups.add(Group.objects.get(name=Role.REPRESENTATIVE))
    with pytest.raises(errors.NobodyToKnow):
        at.propose()


@pytest.mark.parametrize("matter", ["dismissal", "employer", "performance", "", "Court"])
def test_the_list_of_matters_is_closed(at, matter):
    with pytest.raises(errors.MatterUnknown):
        at.propose(matter=matter)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Kündigung vom 3. März", "dismissal"),
        ("KÜNDIGUNG", "dismissal"),
        ("Dis\u00admissal of an employee", "dismissal"),
        ("d.i.s.m.i.s.s.a.l", "dismissal"),
        ("".join(chr(ord(sign) + 0xFEE0) for sign in "dismissal"), "dismissal"),
        ("解雇の件", "dismissal"),
        ("Performance review 2026", "performance"),
        ("Leistungsbeurteilung", "performance"),
        ("Disciplinary_hearing", "discipline"),
        ("Abmahnung", "discipline"),
        ("懲戒処分", "discipline"),
        ("despido procedente", "dismissal"),
    ],
)
def test_a_matter_of_the_employer_is_refused_by_name(at, text, ground):
    for field in ("outside", "reference"):
        with pytest.raises(errors.EmployersMatter) as refused:
            at.propose(**{field: text})
        assert refused.value.ground == ground
    assert not LegalHold.objects.exists()
    assert AuditEntry.objects.filter(act=Act.HOLD_REFUSED, outcome=Outcome.REFUSED).count() == 2


@pytest.mark.parametrize(
    "text",
    ["Landgericht Hamburg, 324 O 118/26", "Fire and Rescue Authority", "Tribunal de Commerce"],
)
def test_courts_and_references_are_taken(text):
    assert matters.refused(text) is None


@given(st.text(alphabet="\u00ad\u200b\u2060", max_size=3), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_signs_that_cannot_be_seen_hide_no_word(hidden, place):
    word = "dismissal"
    assert matters.refused(f"On {word[:place]}{hidden}{word[place:]}") is not None


def test_the_person_is_told_at_once_by_mail_and_page(at):
    hold = at.propose()
    tasks.tell(str(hold.pk))
    assert subjects(at.person.email) == []
    assert queries.of(at.person.owner) == []
    acts.confirm(hold.pk, at.second)
    tasks.tell(str(hold.pk))
    assert subjects(at.person.email) == ["A legal hold was placed"]
    [told] = queries.standing(at.person.owner)
    assert told.text.outside == "Landgericht Hamburg"
    assert told.ends_on == clock.today() + timedelta(days=90)


def test_the_representative_is_told_of_the_proposal_and_of_the_placing(at):
    hold = at.place()
    tasks.tell(str(hold.pk))
    tasks.tell(str(hold.pk))
    assert subjects(at.knows.email) == ["A legal hold is proposed", "A legal hold was placed"]


def test_no_mail_names_the_person_the_court_or_the_reference(at):
    hold = at.place()
    tasks.tell(str(hold.pk))
    said = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    for secret in (at.person.name, "Landgericht", "324 O"):
        assert secret not in said


def test_a_letter_whose_mail_fails_is_sent_by_the_sweep(at, monkeypatch):
    def fails(*_given):
        raise OSError

    hold = at.place()
    with monkeypatch.context() as patch:
        patch.setattr(letters, "_mail", fails)
        tasks.sweep()
    assert HoldLetter.objects.filter(hold=hold, sent_on=None).exists()
    tasks.sweep()
    assert not HoldLetter.objects.filter(sent_on=None).exists()
    assert subjects(at.person.email) == ["A legal hold was placed"]


def test_the_main_database_alone_says_neither_who_nor_which_matter(at):
    hold = at.place()
    row = LegalHold.objects.get(pk=hold.pk)
    for secret in (b"Landgericht", b"324 O"):
        assert secret not in bytes(row.matter_sealed)
    assert row.owner == at.person.owner


def test_each_act_is_an_entry(at):
    hold = at.place()
    acts.lift(hold.pk, at.second)
    entries = AuditEntry.objects.filter(act__startswith="hold-").order_by("pk")
    assert sorted(entries.values_list("act", flat=True)) == [
        "hold-lifted",
        "hold-placed",
        "hold-proposed",
    ]


def test_an_objection_of_the_person_reaches_both_officers_and_the_representative(at):
    hold = at.place()
    acts.object_own(hold.pk, at.person)
    acts.object_own(hold.pk, at.person)
    tasks.tell(str(hold.pk))
    for user in (at.first, at.second, at.knows):
        assert subjects(user.email).count("Somebody objects to a legal hold") == 1
    assert queries.of(at.person.owner)[0].objected


def test_nobody_objects_in_the_place_of_another(at):
    hold = at.place()
    with pytest.raises(errors.HoldNotThere):
        acts.object_own(hold.pk, factories.person())
    with pytest.raises(errors.RoleCannotHold):
        acts.object_as_representative(hold.pk, at.first, "No.")


def test_a_representatives_objection_stands_with_the_hold(at):
    hold = at.propose()
    acts.object_as_representative(hold.pk, at.knows, "No order was shown.")
    acts.confirm(hold.pk, at.second)
    assert hold.objections.get().role == Role.REPRESENTATIVE
    assert AuditEntry.objects.filter(act=Act.HOLD_OBJECTED).count() == 1
