"""Withdrawing, refusing, pausing: no reason, no second question, no delay."""

import re

import pytest
from django.urls import reverse

from governance.consent import queries as consent
from tests import factories

PAGES = ("home", "purposes", "my_data", "devices", "rights", "receipts", "account", "pause")
ASKED = re.compile(r"are you sure|why do you|your reason|tell us why|before you go", re.IGNORECASE)


def forms(page: str, name: str) -> list[str]:
    """The forms of a page that go to an address."""
    action = re.escape(reverse(f"employee:{name}"))
    return re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL)


def shown(form: str) -> list[str]:
    """What a form lets somebody fill in, hidden pieces aside."""
    inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", form)
    return [one for one in inputs if 'type="hidden"' not in one]


@pytest.fixture
def pages(browser, company):
    factories.allow(company.employee)
    addresses = [reverse(f"employee:{name}") for name in PAGES]
    addresses.append(reverse("employee:purpose", args=["bookings"]))
    return [browser.get(address).content.decode() for address in addresses]


def test_no_form_that_withdraws_has_anything_to_fill_in(pages):
    found = [
        form for page in pages for n in ("withdraw", "withdraw_all") for form in forms(page, n)
    ]
    assert len(found) >= len(pages)
    assert [shown(form) for form in found if shown(form)] == []
    assert not any("hx-confirm" in form or "onsubmit" in form for form in found)


def test_refusing_has_nothing_to_fill_in_either(pages):
    assert [shown(form) for form in forms(pages[-1], "decide") if shown(form)] == []


def test_no_page_asks_why_or_whether_somebody_is_sure(pages):
    assert not [page for page in pages if ASKED.search(page)]


@pytest.mark.parametrize("name", ["withdraw", "withdraw_all"])
def test_one_click_does_it_and_the_page_after_it_asks_nothing(name, browser, company):
    factories.allow(company.employee)
    answer = browser.post(reverse(f"employee:{name}"), {"purpose": company.slug})
    assert consent.in_force(company.employee.owner) == {}  # before the next page is even asked for
    after = browser.get(answer["Location"]).content.decode()
    assert "/withdrawn/" in answer["Location"]
    assert not ASKED.search(after)
    main = after[after.index("<main") : after.index("</main")]
    assert [shown(form) for form in re.findall(r"<form.*?</form>", main, re.DOTALL)] == []


def test_no_confirmation_page_is_ever_between(browser, company):
    """`employee/confirm.html` is for deletion; a withdrawal never renders it."""
    factories.allow(company.employee)
    answer = browser.post(reverse("employee:withdraw"), {"purpose": company.slug}, follow=True)
    assert "employee/confirm.html" not in [template.name for template in answer.templates]
