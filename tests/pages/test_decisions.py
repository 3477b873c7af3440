"""Deciding in the browser: one address, the choice in the body, no step more to refuse."""

import re

import pytest
from django.urls import reverse

from governance.consent import queries as consent
from governance.consent import receipts
from governance.consent.models import ConsentRecord
from governance.purposes.kinds import Kind
from pages.access import ACCESS, Who
from tests import factories

DECIDE = {"purpose": "bookings", "kind": "clicks"}


def decide(browser, choice: str, **more):
    return browser.post(reverse("employee:decide"), {**DECIDE, "choice": choice, **more})


def allowed(employee) -> set[str]:
    found = consent.in_force(employee.owner).get("bookings")
    return set(found.kinds) if found else set()


def test_allowing_one_kind_allows_that_kind_alone(browser, company):
    assert decide(browser, "allow").status_code == 302
    assert allowed(company.employee) == {Kind.CLICKS}


def test_both_answers_come_to_one_address_with_the_choice_in_the_body(browser, company):
    page = browser.get(reverse("employee:purpose", args=["bookings"])).content.decode()
    answers = re.findall(r'<button[^>]*name="choice" value="(allow|refuse)"', page)
    assert answers == ["allow", "refuse"] * 5
    targets = set(re.findall(r'class="decision" method="post" action="([^"]+)"', page))
    assert targets == {reverse("employee:decide")}


def test_no_address_of_a_person_names_a_choice():
    names = [name for name, who in ACCESS.items() if who == Who.EMPLOYEE]
    assert not [name for name in names if "allow" in name or "refuse" in name]


def test_refusing_takes_no_more_steps_than_allowing(browser, company):
    for choice in ("allow", "refuse"):
        answer = decide(browser, choice)
        assert (answer.status_code, answer["Location"]) == (302, "/purposes/bookings/#decide")


def test_refusing_leaves_no_line_in_the_ledger(browser, company):
    decide(browser, "refuse")
    assert ConsentRecord.objects.count() == 0


def test_htmx_gets_the_part_that_the_page_includes(browser, company):
    answer = browser.post(
        reverse("employee:decide"), {**DECIDE, "choice": "allow"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert 'id="decisions"' in answer.content.decode()


@pytest.mark.parametrize("more", [{"choice": "perhaps"}, {"kind": "thoughts"}, {"choice": ""}])
def test_what_is_no_decision_is_told_so(more, browser, company):
    assert browser.post(reverse("employee:decide"), {**DECIDE, **more}).status_code == 400


def test_a_refusal_of_a_room_becomes_a_page_with_its_status(browser, company):
    answer = decide(browser, "allow", purpose="no-such")
    assert answer.status_code == 409
    assert b"not-offered" in answer.content


def test_everything_is_withdrawn_in_one_click_from_every_page(browser, company):
    factories.allow(company.employee)
    for name in ("purposes", "my_data", "devices", "rights", "receipts", "home", "account"):
        page = browser.get(reverse(f"employee:{name}")).content.decode()
        assert f'action="{reverse("employee:withdraw_all")}"' in page
    answer = browser.post(reverse("employee:withdraw_all"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("employee:withdrawn"))
    assert allowed(company.employee) == set()


def test_withdrawing_asks_nothing(browser, company):
    factories.allow(company.employee)
    answer = browser.post(reverse("employee:withdraw"), {"purpose": "bookings"}, follow=True)
    assert answer.status_code == 200
    assert allowed(company.employee) == set()


def test_a_decision_by_a_link_is_not_possible(browser, company):
    for name in ("decide", "withdraw", "withdraw_all", "resume", "delete", "strike", "forget"):
        assert browser.get(reverse(f"employee:{name}")).status_code == 405


def test_nobody_decides_for_somebody_else(company, as_person):
    factories.allow(company.employee)
    as_person(company.other).post(reverse("employee:withdraw_all"))
    assert allowed(company.employee)


def test_a_receipt_names_the_language_of_the_notice_that_was_shown(company, as_person, browser):
    factories.purpose(
        staff=company.staff,
        notices={"en": factories.notice(), "de": factories.notice(name="Wie man bucht")},
    )
    page = browser.get(reverse("employee:purpose", args=["bookings"]), {"language": "de"})
    assert '<h1 lang="de">Wie man bucht</h1>' in page.content.decode()
    decide(browser, "allow", language="de")
    assert [view.language for view in receipts.of(company.employee.owner)] == ["de"]
    decide(browser, "allow", kind="shortcuts", language="xx")
    assert {view.language for view in receipts.of(company.employee.owner)} == {"de", "en"}


def test_a_person_reads_the_notice_in_their_own_language_first(company, as_person):
    factories.purpose(
        staff=company.staff,
        notices={"en": factories.notice(), "de": factories.notice(name="Wie man bucht")},
    )
    reader = factories.person(language="de")
    page = as_person(reader).get(reverse("employee:purpose", args=["bookings"]))
    assert '<h1 lang="de">Wie man bucht</h1>' in page.content.decode()
