"""A case leads from step to step: consequence before the button, and what is missing is named."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.packs import terms
from governance.rights import letters, machine, requests
from governance.rights.models import RightsRequest
from pages import dates
from tests.requests import asked, carried_out, compliance, confirmed
from tests.requests import hr as one_of_hr


def case(browser, request: RightsRequest) -> str:
    return browser.get(reverse("hr:request", args=[request.pk])).content.decode()


def post(browser, name: str, request: RightsRequest, *more, **data):
    return browser.post(reverse(f"hr:{name}", args=[request.pk, *more]), data)


def test_the_case_says_the_date_and_the_rule_that_gave_it(hr):
    page = case(hr, asked("new@elsewhere.example", "New Nagy", "us_ca"))
    assert "45 days left" in page
    assert "45 days from receipt" in page
    assert "Nobody who knows the law has reviewed them yet." in page


def test_the_case_says_by_when_the_person_must_hear_that_it_came_in(hr):
    request = asked("new@elsewhere.example", "New Nagy", "us_ca")
    by = dates.day(terms.ack_due("us_ca", request.received_at.date()))
    assert f"The person must be told by {by} that it came in." in case(hr, request)
    letters.send_due(request.pk)
    assert f"The person was told that it came in; that was due on {by}." in case(hr, request)


def test_the_case_says_of_each_place_what_happens_and_until_when_backups_live(hr):
    page = case(hr, asked("new@elsewhere.example"))
    assert "You are not told whether anything is there." in page
    for place in ("Key store", "Training store", "Inbox and quarantine", "Backups until"):
        assert place in page


def test_two_people_confirm_who_asks(hr, company):
    request = asked(company.employee.email, company.employee.name)
    assert company.employee.email in case(hr, request)
    post(hr, "match", request, employee=str(company.employee.pk))
    post(hr, "confirm", request, how="fact")
    page = case(hr, request)
    assert "A second person of HR must do it too." in page
    assert 'id="how"' not in page
    answer = post(hr, "confirm", request, how="fact")
    assert answer.status_code == 409
    request.refresh_from_db()
    assert request.state == "identity_check"


def test_another_row_is_looked_for_and_its_name_stands_in_no_address(hr, company):
    request = asked("private@elsewhere.example", "Ines Married")
    assert company.employee.email not in case(hr, request)
    answer = post(hr, "match", request, words="okonjo")
    assert "okonjo" not in answer["Location"].lower()
    assert company.employee.email in hr.get(answer["Location"]).content.decode()
    post(hr, "match", request, employee=str(company.employee.pk))
    request.refresh_from_db()
    assert request.employee == company.employee


def test_what_is_no_row_is_not_taken(hr):
    request = asked("stranger@elsewhere.example", "A Stranger")
    for chosen in ("no-id", "\x00", "00000000-0000-0000-0000-000000000001"):
        assert post(hr, "match", request, employee=chosen).status_code == 404
    assert post(hr, "match", request).status_code == 302
    assert post(hr, "confirm", request, how="").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.employee) == ("received", None)


def test_each_step_stands_with_its_consequence(hr, officer):
    request = confirmed(None)
    page = case(hr, request)
    for choice in machine.choices(request, officer.user, Role.HR):
        assert choice.consequence in page.replace("&#x27;", "'")
        assert page.index(choice.consequence) < page.index(
            reverse("hr:step", args=[request.pk, choice.move])
        )


@pytest.mark.parametrize(
    ("data", "field"),
    [({"text": "Because."}, "reason"), ({"reason": "unfounded"}, "text"), ({}, "reason")],
)
def test_refusing_without_reason_or_text_names_the_field_and_keeps_what_was_typed(data, field, hr):
    request = confirmed(None)
    answer = post(hr, "step", request, "refuse", **data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page
    assert data.get("text", "") in page
    assert not request.countersignatures.exists()


def test_refusing_waits_for_compliance_and_stops_every_other_step(hr):
    request = confirmed(None)
    answer = post(hr, "step", request, "refuse", reason="unfounded", text="There is nothing.")
    assert answer.status_code == 302
    page = case(hr, request)
    assert "Refusing waits for the compliance officer" in page
    assert "There is nothing." in page
    assert post(hr, "step", request, "execute").status_code == 409
    machine.countersign(request.countersignatures.get(), True, compliance(), "")
    assert "The request was refused" in case(hr, request)


def test_erasing_shows_first_what_goes_and_then_begins(hr):
    request = confirmed(None)
    page = hr.get(reverse("hr:step", args=[request.pk, "execute"])).content.decode()
    assert "This cannot be undone." in page
    request.refresh_from_db()
    assert request.state == "assessing"
    post(hr, "step", request, "execute")
    page = case(hr, request)
    assert 'hx-trigger="every 2s"' in page
    assert "You can leave this page" in page


@pytest.mark.parametrize(
    ("move", "law", "said"),
    [
        ("ask_person", "eu", "only for this reason: We cannot tell yet who asks."),
        ("ask_person", "us_ca", "the term goes on while you wait"),
        ("extend", "us_ca", "Extended it would be due on 17\xa0February 2027."),
    ],
)
def test_a_step_says_what_it_does_to_the_term(move, law, said, company, as_person, officer):
    with clock.at(datetime(2026, 11, 19, 10, tzinfo=UTC)):
        request = asked("new@elsewhere.example", "New Nagy", law)
        requests.match(request, None, officer.user)
        page = as_person(officer).get(reverse("hr:step", args=[request.pk, move]))
    assert said in page.content.decode()


def test_a_step_that_is_not_there_is_refused(hr):
    request = asked("new@elsewhere.example")
    for move in ("execute", "fulfil", "nonsense", "take-back"):
        assert hr.get(reverse("hr:step", args=[request.pk, move])).status_code == 409
        assert post(hr, "step", request, move).status_code == 409
    request.refresh_from_db()
    assert request.state == "received"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_hr_gets_the_hash_and_never_the_certificate(lasting_company, as_person):
    from allauth.mfa.models import Authenticator

    from governance.rights import queries

    person = lasting_company.staff[Role.HR]
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=person.user, type=kind, data={"secret": "x"})
    request = carried_out(confirmed(lasting_company.employee), one_of_hr())
    browser = as_person(person)
    page = case(browser, request)
    assert queries.certificate_sha256(request) in page
    signed = queries.certificate_of(request)
    assert signed["signature"] not in page
    part = browser.get(reverse("hr:progress", args=[request.pk]))
    assert part["HX-Refresh"] == "true"
