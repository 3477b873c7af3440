"""A sign-in that somebody else changed opens nothing for 72 hours, and its computers are gone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from governance import clock
from governance.audit import queries as audit
from governance.audit.acts import Act, Role
from governance.audit.record import Actor
from governance.consent import decisions
from governance.devices import enrolment
from governance.devices.errors import EnrolmentUnknown
from governance.devices.models import Device, Enrolment
from governance.devices.taken_over import changed_by_other
from governance.directory.closing import Closed, closed_until
from governance.purposes.kinds import Kind
from tests import factories
from tests.governance.devices.test_enrolment import begun

HR = Actor(Role.HR)


def enrolled(person):
    opened = begun(person.login)
    return enrolment.confirm(opened.id, enrolment.enter_code(person, opened.code).words)


def test_the_computers_are_removed_and_a_half_enrolled_one_stays_outside(company):
    device = enrolled(company.employee).device
    half = begun(company.employee.login)
    words = enrolment.enter_code(company.employee, half.code).words
    changed_by_other(company.employee, HR)
    assert Device.objects.get(pk=device).revoked
    assert not Enrolment.objects.exists()
    with pytest.raises(EnrolmentUnknown):
        enrolment.confirm(half.id, words)


def test_nothing_is_allowed_and_no_computer_connected_for_72_hours(company):
    changed_by_other(company.employee, HR)
    with pytest.raises(Closed):
        decisions.give(company.employee, company.slug, Kind.CLICKS, "en")
    with pytest.raises(Closed):
        enrolled(company.employee)
    with clock.shifted(timedelta(hours=72, minutes=1)):
        assert closed_until(company.employee) is None
        decisions.give(company.employee, company.slug, Kind.CLICKS, "en")


def test_taking_back_is_never_closed(company):
    factories.allow(company.employee)
    changed_by_other(company.employee, HR)
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    assert len(decisions.withdraw_all(company.employee)) == 1


def test_the_person_is_told_at_the_old_address_and_at_the_new_one(
    company, django_capture_on_commit_callbacks
):
    old = company.employee.email
    company.employee.email = "new.address@kestrel.example"
    with django_capture_on_commit_callbacks(execute=True):
        changed_by_other(company.employee, HR)
    assert sorted(address for letter in mail.outbox for address in letter.to) == sorted(
        {old, "new.address@kestrel.example"}
    )
    assert "closed until" in mail.outbox[0].body


def test_a_mail_that_cannot_be_sent_stops_nothing(
    company, monkeypatch, django_capture_on_commit_callbacks
):
    def down(*_args, **_more):
        raise ConnectionRefusedError

    monkeypatch.setattr("governance.devices.taken_over.send_mail", down)
    with django_capture_on_commit_callbacks(execute=True):
        changed_by_other(company.employee, HR)
    assert closed_until(company.employee)


def test_it_is_in_the_log(company):
    changed_by_other(company.employee, HR)
    (entry,) = audit.of(company.employee.owner, frozenset({Act.PERSON_CHANGED}))
    assert (entry.role, entry.by_self) == (Role.HR, False)
    assert entry.details["reason"] == "sign-in-changed-by-other"


def test_a_reset_by_the_persons_own_mail_link_is_their_own_and_lifts_nothing(company, client):
    changed_by_other(company.employee, HR)
    until = closed_until(company.employee)
    _reset_by_link(client, company.employee.user)
    assert closed_until(company.employee) == until
    _reset_by_link(client, company.other.user)
    assert closed_until(company.other) is None


def _reset_by_link(client, user) -> None:
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in mail.outbox[0].body.split() if "/key/" in word)
    form = client.get(link, follow=True)
    new = {"password1": "violet-harbour-91-kite", "password2": "violet-harbour-91-kite"}
    client.post(form.redirect_chain[-1][0], new)
    user.refresh_from_db()
    assert user.check_password("violet-harbour-91-kite")
