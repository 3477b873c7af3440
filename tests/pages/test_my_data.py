"""My data: what is shown, what an address may hold, and how it is taken back."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.devices import forgetting
from governance.devices.taken_over import changed_by_other
from tests import factories
from tests.capture.ingest.desk import enrolled
from tests.pages.kept import keep
from training import own

MARKER = "xylophone"


@pytest.fixture
def kept(company):
    factories.allow(company.employee)
    keep(company.employee)
    return company.employee


def test_captured_text_stands_in_pieces_with_marks(browser, kept):
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert '<span class="chip">[person]</span>' in page
    assert "U+202E" in page
    assert "U+0000" in page
    assert "\u202e" not in page
    assert "\x00" not in page


def test_captured_text_is_no_html_and_no_htmx(browser, company):
    factories.allow(company.employee)
    keep(company.employee, '<button hx-post="/withdraw-all/">go</button>')
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert "<button hx-post" not in page
    assert "&lt;button hx-post" in page
    assert "hx-disable" in page


def test_words_of_a_filter_never_stand_in_an_address(browser, kept):
    keep(kept, MARKER)
    answer = browser.post(reverse("employee:my_data"), {"words": MARKER, "application": "Sheets"})
    assert answer.status_code == 302
    assert MARKER not in answer["Location"]
    assert "Sheets" not in answer["Location"]
    page = browser.get(answer["Location"]).content.decode()
    assert page.count('class="episode"') == 1


def test_a_filter_of_somebody_else_is_no_filter(browser, kept, company, as_person):
    address = browser.post(reverse("employee:my_data"), {"words": "nothing-like-it"})["Location"]
    assert as_person(company.other).get(address).status_code == 200


@pytest.mark.parametrize("view", ["", "x", "!!!", "A" * 5000])
def test_an_address_that_was_cut_shows_everything(view, browser, kept):
    page = browser.get(reverse("employee:my_data"), {"view": view, "page": "99"}).content.decode()
    assert page.count('class="episode"') == 1


def test_deleting_asks_first_and_then_deletes(browser, kept):
    order = {"what": "all", "value": ""}
    asked = browser.post(reverse("employee:delete"), order)
    assert b'name="confirmed" value="1"' in asked.content
    assert own.count(kept.owner) == 1
    browser.post(reverse("employee:delete"), {**order, "confirmed": "1"})
    assert own.count(kept.owner) == 0


def test_other_episodes_stay_only_where_there_are_others(browser, kept):
    order = {"what": "episode", "value": next(own.every(kept.owner)).id}
    alone = browser.post(reverse("employee:delete"), order).content
    keep(kept)
    beside = browser.post(reverse("employee:delete"), order).content
    assert (b"Your other episodes." in alone, b"Your other episodes." in beside) == (False, True)


@pytest.mark.parametrize("what", ["day", "application", "episode"])
def test_each_order_deletes_what_it_names_alone(what, browser, kept):
    keep(kept, application="Cargo Desk")
    episode = next(view for view in own.every(kept.owner) if view.body.application == "Sheets")
    value = {"day": clock.today().isoformat(), "application": "Sheets", "episode": episode.id}[what]
    browser.post(reverse("employee:delete"), {"what": what, "value": value, "confirmed": "1"})
    assert own.count(kept.owner) == (0 if what == "day" else 1)


def test_a_step_is_struck_out_while_it_rests(browser, kept):
    episode = next(own.every(kept.owner))
    browser.post(reverse("employee:strike"), {"episode": episode.id, "step": "2"})
    assert len(next(own.every(kept.owner)).body.steps) == 2


def test_the_last_minutes_are_forgotten(browser, kept):
    assert browser.post(reverse("employee:forget"), {"minutes": "10"}).status_code == 302
    assert own.count(kept.owner) == 0


def test_nobody_reaches_an_episode_of_somebody_else(kept, company, as_person):
    episode = next(own.every(kept.owner))
    other = as_person(company.other)
    order = {"what": "episode", "value": episode.id, "confirmed": "1"}
    other.post(reverse("employee:delete"), order)
    answer = other.post(reverse("employee:strike"), {"episode": episode.id, "step": "0"})
    assert answer.status_code == 404
    assert own.count(kept.owner) == 1


def test_the_download_holds_every_episode(browser, kept):
    answer = browser.post(reverse("employee:download"))
    archive = zipfile.ZipFile(BytesIO(answer.content))
    assert "index.html" in archive.namelist()
    assert [name for name in archive.namelist() if name.startswith("episodes/")]


def test_my_data_is_closed_after_somebody_else_changed_the_sign_in(browser, kept):
    changed_by_other(kept, Actor(Role.HR))
    order = {"what": "application", "value": "Sheets"}
    for answer in (
        browser.get(reverse("employee:my_data")),
        browser.post(reverse("employee:my_data"), {"application": "Sheets"}),
        browser.post(reverse("employee:download")),
        browser.get(reverse("employee:looks")),
        browser.post(reverse("employee:delete"), order),
        browser.get(reverse("employee:enrol")),
    ):
        assert answer.status_code == 409
        assert "Your data is closed until" in answer.content.decode()
    home = browser.get(reverse("employee:home")).content.decode()
    assert "Closed until" in home
    assert "episode is kept" not in home
    assert browser.post(reverse("employee:withdraw_all")).status_code == 302


def test_forgetting_while_it_is_closed_tells_no_number(browser, kept):
    changed_by_other(kept, Actor(Role.HR))
    answer = browser.post(reverse("employee:forget"), {"minutes": "60"}, follow=True)
    assert "Erased, and your devices drop" in answer.content.decode()
    assert own.count(kept.owner) == 0


def test_my_data_names_the_computer_that_has_not_forgotten_yet(browser, company):
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert "nothing that it sends is kept, however long it is away" in page  # before it is done
    desk = enrolled(company.employee)
    browser.post(reverse("employee:forget"), {"minutes": "10"})  # also where nothing is kept
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert "Waiting for laptop to drop what you took back." in page
    forgetting.heard(desk.device, [order.id for order in forgetting.pending(desk.device)])
    assert "Waiting for" not in browser.get(reverse("employee:my_data")).content.decode()


@pytest.mark.parametrize(
    "order", [{"what": "universe"}, {"what": "day", "value": "x"}, {"what": "episode"}]
)
def test_what_is_no_order_is_told_so(order, browser, company):
    assert browser.post(reverse("employee:delete"), order).status_code == 400
