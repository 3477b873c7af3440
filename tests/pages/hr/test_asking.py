"""Somebody without an account asks; the answer says nothing of whom the address belongs to."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.rights import letters, links, requests
from governance.rights.models import AskLink, RightsRequest
from tests.requests import asked, confirmed

ASK = reverse("public:ask")


@pytest.fixture
def visitor(company):
    return Client()


def mailed() -> str:
    """Send what waits, and return the path of the newest link."""
    mail.outbox.clear()
    for waiting in links.unsent():
        letters.send_link(waiting)
    line = next(line for line in mail.outbox[-1].body.splitlines() if "/ask/" in line)
    return "/" + line.split("/", 3)[3].strip()


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(visitor, company):
    answers = [
        visitor.post(ASK, {"email": email})
        for email in (company.employee.email, "nobody@elsewhere.example")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, reverse("public:ask_sent"))
    }
    assert AskLink.objects.count() == 2
    page = visitor.get(reverse("public:ask_sent")).content.decode()
    assert "This page says the same for every address" in page


@pytest.mark.parametrize("typed", ["", "ines", "a@b", "a\x00@x.example", "x" * 400 + "@x.example"])
def test_what_is_no_address_is_named_and_kept(typed, visitor):
    answer = visitor.post(ASK, {"email": typed})
    assert answer.status_code == 422
    assert '<a href="#email">' in answer.content.decode()
    assert not AskLink.objects.exists()


def test_one_place_asks_only_so_often(visitor):
    codes = [visitor.post(ASK, {"email": f"p{n}@elsewhere.example"}).status_code for n in range(21)]
    assert codes == [302] * 20 + [429]


def test_one_address_gets_only_so_many_mails_and_nobody_can_tell(visitor, company):
    answers = [visitor.post(ASK, {"email": company.employee.email}) for _n in range(6)]
    assert {one.status_code for one in answers} == {302}
    assert AskLink.objects.count() == 3


def test_the_mailed_link_leads_to_a_form_and_then_to_the_case(visitor):
    visitor.post(ASK, {"email": "old@elsewhere.example"})
    path = mailed()
    assert "old@elsewhere.example" in visitor.get(path).content.decode()
    data = {"name": "Old Hand", "jurisdiction": "us_ca", "statement": "I left in May."}
    answer = visitor.post(path, data)
    request = RightsRequest.objects.get()
    assert (request.name, request.email, request.jurisdiction) == (
        *("Old Hand", "old@elsewhere.example"),
        "us_ca",
    )
    page = visitor.get(answer["Location"])
    assert page["Cache-Control"] == "no-store"
    said = page.content.decode()
    assert "45 days from receipt" in said
    assert "California" in said or "privacy" in said.lower()
    assert request.reference in said
    assert "I left in May." in said
    assert visitor.post(path, data)["Location"] == answer["Location"]
    assert RightsRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "jurisdiction": "eu"}, "name"),
        ({"name": "A", "jurisdiction": ""}, "jurisdiction"),
        ({"name": "A", "jurisdiction": "atlantis"}, "jurisdiction"),
    ],
)
def test_what_is_missing_is_named_and_the_rest_is_kept(data, field, visitor):
    visitor.post(ASK, {"email": "old@elsewhere.example"})
    answer = visitor.post(mailed(), {**data, "statement": "Typed before."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in page
    assert "Typed before." in page
    assert not RightsRequest.objects.exists()


def test_a_link_that_is_unknown_or_old_opens_nothing(visitor):
    visitor.post(ASK, {"email": "old@elsewhere.example"})
    path = mailed()
    with clock.shifted(timedelta(hours=25)):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"name": "A", "jurisdiction": "eu"}).status_code == 404
    for name in ("ask_link", "asked", "asked_certificate", "asked_certificate_pdf"):
        answer = visitor.get(reverse(f"public:{name}", args=["x" * 43]))
        assert answer.status_code == 404
    page = visitor.get("/ask/unsent-abc/").content.decode()
    assert "This link has ended." in page
    assert '<a class="btn" href="/ask/">' in page  # where a new one is asked for


def test_before_its_end_there_is_no_certificate(visitor):
    token = links.make_for(asked("old@elsewhere.example"))
    for name in ("asked_certificate", "asked_certificate_pdf"):
        assert visitor.get(reverse(f"public:{name}", args=[token])).status_code == 404


def test_who_asked_can_take_it_back_and_ask_again(visitor):
    request = asked("old@elsewhere.example")
    url = reverse("public:asked", args=[links.make_for(request)])
    assert "Take the request back" in visitor.get(url).content.decode()
    assert visitor.post(url).status_code == 302
    request.refresh_from_db()
    assert request.state == "taken_back"
    assert "You took your request back." in visitor.get(url).content.decode()
    assert visitor.post(url).status_code == 409


def test_what_is_being_erased_can_not_be_taken_back(visitor):
    request = confirmed(None)
    RightsRequest.objects.filter(pk=request.pk).update(state="executing")
    url = reverse("public:asked", args=[links.make_for(request)])
    assert "Take the request back" not in visitor.get(url).content.decode()
    assert visitor.post(url).status_code == 409


def test_every_page_offers_to_ask_and_to_check(visitor):
    page = visitor.get(reverse("public:never_recorded")).content.decode()
    assert f'href="{ASK}"' in page
    assert f'href="{reverse("public:check")}"' in page


def test_an_employee_asks_once_and_follows_it(browser, company):
    url = reverse("employee:request_erasure")
    assert "You need none to stop or to delete" in browser.get(url).content.decode()
    answer = browser.post(url, {"statement": "All of it."})
    request = RightsRequest.objects.get()
    assert (request.employee, request.signed_in) == (company.employee, True)
    assert request.reference in browser.get(answer["Location"]).content.decode()
    assert browser.post(url).status_code == 409
    assert "Your request is being answered." in browser.get(url).content.decode()
    browser.post(answer["Location"])
    request.refresh_from_db()
    assert request.state == "taken_back"


def test_nobody_follows_the_request_of_another(browser, company, as_person):
    request = requests.ask_signed_in(company.other, "")
    for name in ("request", "request_certificate", "certificate_pdf"):
        answer = browser.get(reverse(f"employee:{name}", args=[request.pk]))
        assert answer.status_code == 404
    assert browser.post(reverse("employee:request", args=[request.pk])).status_code == 404


def test_your_rights_leads_to_asking(browser):
    page = browser.get(reverse("employee:rights")).content.decode()
    assert reverse("employee:request_erasure") in page
