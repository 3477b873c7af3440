"""Typing rhythm and pointer paths: each a decision of its own, with a day on which it ends."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.consent import queries as consent
from governance.purposes.kinds import Kind
from tests import factories

SPECIAL = (Kind.CLICKS, Kind.TYPING_RHYTHM, Kind.POINTER_PATHS)


@pytest.fixture
def rhythm(company):
    return factories.purpose("rhythm", company.staff, kinds=SPECIAL)


def decide(browser, ends: str | None, kind: Kind = Kind.TYPING_RHYTHM, choice="allow", **more):
    order = {"purpose": "rhythm", "kind": kind, "choice": choice}
    return browser.post(
        reverse("employee:decide"), order | ({"ends_on": ends} if ends is not None else {}), **more
    )


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def ends_of(company, kind=Kind.TYPING_RHYTHM) -> date | None:
    (state,) = [s for s in consent.state_of(company.employee) if s.version.purpose_id == "rhythm"]
    return next(one.allowed_until for one in state.kinds if one.kind == kind)


def test_each_of_them_is_a_decision_of_its_own_and_asks_for_its_end(browser, rhythm):
    page = browser.get(reverse("employee:purpose", args=["rhythm"])).content.decode()
    assert len(re.findall(r'<form class="decision"', page)) == 3
    assert re.findall(r'type="date" id="ends-(\w+)"', page) == ["typing_rhythm", "pointer_paths"]
    assert page.count(f'max="{in_days(90)}"') == page.count(f'min="{in_days(1)}"') == 2
    assert "Each with a day on which it ends" in page


def test_a_purpose_without_them_asks_for_no_date(browser, company):
    page = browser.get(reverse("employee:purpose", args=["bookings"])).content.decode()
    assert 'type="date"' not in page
    assert "Each with a day on which it ends" not in page


def test_allowed_until_the_day_that_was_named(browser, rhythm, company):
    assert decide(browser, in_days(30)).status_code == 302
    assert ends_of(company) == clock.today() + timedelta(days=30)
    assert ends_of(company, Kind.POINTER_PATHS) is None
    page = browser.get(reverse("employee:purpose", args=["rhythm"])).content.decode()
    assert f'value="{in_days(30)}"' in page


@pytest.mark.parametrize("typed", [None, "", "31 September", "0", "91", "400"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_an_end_that_does_not_do_is_told_at_its_field_and_kept(
    typed, headers, browser, rhythm, company
):
    typed = in_days(int(typed)) if typed and typed.isdecimal() else typed
    answer = decide(browser, typed, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert '<a href="#ends-typing_rhythm">Typing rhythm: This kind needs a date' in page
    assert 'id="ends-typing_rhythm-error"' in page
    assert 'id="ends-pointer_paths-error"' not in page
    assert f'value="{typed or ""}"' in page
    assert "Choose a day from" in page
    assert ends_of(company) is None


def test_refusing_needs_no_date_and_takes_no_more_steps(browser, rhythm, company):
    assert decide(browser, None, choice="refuse").status_code == 302
    page = browser.get(reverse("employee:purpose", args=["rhythm"])).content.decode()
    form = page[page.index('id="ends-typing_rhythm"') :]
    assert "formnovalidate" in form[: form.index("</form>")]


def test_on_its_day_it_is_recorded_no_more(browser, rhythm, company):
    decide(browser, in_days(10))
    decide(browser, None, Kind.CLICKS)
    with clock.shifted(timedelta(days=11)):
        assert consent.in_force(company.employee.owner)["rhythm"].kinds == {Kind.CLICKS}
