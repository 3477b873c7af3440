"""Every page renders, for somebody with nothing and for somebody with everything."""

import pytest
from django.urls import reverse

from tests import factories

SHOWN = [
    "home", "sign", "purposes", "pause", "my_data", "looks", "devices", "enrol", "receipts",
    "rights", "account",
]  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_renders_for_a_person_who_never_answered(name, browser):
    assert browser.get(reverse(f"employee:{name}")).status_code == 200


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_renders_for_a_person_who_allowed(name, browser, company):
    factories.allow(company.employee)
    assert browser.get(reverse(f"employee:{name}")).status_code == 200


def test_the_purpose_shows_a_sample_before_any_choice(browser, company):
    page = browser.get(reverse("employee:purpose", args=[company.slug])).content.decode()
    assert 0 < page.index('class="episode"') < page.index('id="allow-clicks"')
