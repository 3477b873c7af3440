"""How long it is kept: each day is shown; a shorter time is chosen without script."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.consent import person_state
from governance.devices.taken_over import changed_by_other
from governance.purposes.kinds import Kind
from pages import dates
from tests import factories
from tests.training import dated
from training import own


@pytest.fixture
def kept(company):
    factories.allow(company.employee)
    dated.keep(company.employee, {Kind.TYPED_TEXT: 10})
    return company.employee


def purpose(browser, slug: str = "bookings") -> str:
    return browser.get(reverse("employee:purpose", args=[slug])).content.decode()


def choose(browser, days: str, **more):
    return browser.post(reverse("employee:keep"), {"purpose": "bookings", "days": days, **more})


def chosen(employee) -> dict[str, int]:
    return person_state.read(employee.owner).keep_days


def shown(number: int) -> str:
    return dates.day(clock.today() + timedelta(days=number))


def test_each_episode_says_when_each_kind_of_it_goes(browser, kept):
    page = browser.get(reverse("employee:my_data")).content.decode()
    sentence = f"Erased by itself: typed text on {shown(10)} and the rest on {shown(180)}."
    assert sentence in page


def test_an_episode_whose_kinds_go_together_names_one_day(browser, company):
    factories.allow(company.employee)
    dated.keep(company.employee, {})
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert f"Erased by itself on {shown(180)}." in page


def test_the_copy_of_ones_data_names_the_day_of_each_kind(kept):
    (view,) = own.every(kept.owner)
    days = view.as_json()["kinds_erased_on"]
    assert days["typed_text"] == (clock.today() + timedelta(days=10)).isoformat()
    assert set(days) == {"typed_text", "clicks", "screen_operations"}
    assert view.as_json()["erased_on"] == (clock.today() + timedelta(days=180)).isoformat()


def test_the_page_of_a_purpose_says_for_how_long_by_whom_and_when_the_next_goes(browser, kept):
    page = purpose(browser)
    assert "180 days, as the purpose says." in page
    assert f"The first of what is kept goes on {shown(10)}." in page


def test_a_rule_of_the_product_is_named_as_one(browser, company):
    factories.purpose("rhythm", company.staff, kinds=(Kind.CLICKS, Kind.TYPING_RHYTHM))
    assert "90 days: Sayso allows no longer." in purpose(browser, "rhythm")


def test_a_shorter_time_is_chosen_and_shown(browser, company):
    answer = choose(browser, "14")
    assert answer.status_code == 302
    assert answer["Location"].endswith("#keep")
    page = purpose(browser)
    assert "14 days, as you chose." in page
    assert 'value="14" checked' in page
    assert chosen(company.employee) == {"bookings": 14}


def test_the_page_is_the_same_before_and_after_allowing(browser, company):
    before = purpose(browser)
    form = before[before.index('action="/keep/"') :]
    factories.allow(company.employee)
    assert form[: form.index("</form>")].split("csrf")[0] in purpose(browser)
    for value in ("7", "14", "30", "60", "90", "as-said"):
        assert f'name="days" value="{value}"' in form


def test_what_is_older_is_shown_before_it_goes(browser, kept):
    dated.keep(kept, {}, dated.body(clock.today() - timedelta(days=20)))
    page = choose(browser, "14").content.decode()
    assert "Keep it for 14 days at most?" in page
    assert "1 episode that is older, now" in page
    assert (own.count(kept.owner), chosen(kept)) == (2, {})
    assert choose(browser, "14", confirmed="1").status_code == 302
    assert (own.count(kept.owner), chosen(kept)) == (1, {"bookings": 14})


def test_where_nothing_is_older_nothing_is_asked(browser, kept):
    assert choose(browser, "14").status_code == 302
    assert chosen(kept) == {"bookings": 14}


def test_longer_again_is_for_what_comes_later(browser, kept):
    choose(browser, "14")
    page = browser.post(
        reverse("employee:keep"), {"purpose": "bookings", "days": "as-said"}, follow=True
    ).content.decode()
    assert "What is there already keeps its day." in page
    assert chosen(kept) == {}
    (view,) = own.every(kept.owner)
    assert max(view.goes.values()) == clock.today() + timedelta(days=14)


@pytest.mark.parametrize("days", ["", "180", "8", "-7", "x", "9" * 9])
def test_a_time_that_is_not_offered_is_refused(browser, company, days):
    assert 400 <= choose(browser, days).status_code < 500
    assert chosen(company.employee) == {}


def test_a_purpose_that_is_not_in_force_is_not_there(browser, company):
    answer = browser.post(reverse("employee:keep"), {"purpose": "nothing", "days": "7"})
    assert answer.status_code == 404


def test_nothing_of_what_is_kept_shows_while_the_page_is_closed(browser, kept):
    with transaction.atomic():
        changed_by_other(kept, Actor(Role.HR))
    assert "The first of what is kept goes on" not in purpose(browser)
    assert choose(browser, "as-said").status_code != 302
    assert choose(browser, "7").status_code != 302
    assert chosen(kept) == {}
