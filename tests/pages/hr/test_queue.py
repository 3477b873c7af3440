"""The queue says what is late, finds without telling the address bar, and asks the same of the
database however long it is.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.rights import requests
from governance.rights.models import RightsRequest
from tests.requests import asked, confirmed

URL = reverse("hr:requests")


def text(browser, **query) -> str:
    return browser.get(URL, query).content.decode()


def long_ago(days: int, email: str, name: str) -> RightsRequest:
    with clock.shifted(timedelta(days=-days)):
        return asked(email, name)


def test_an_empty_queue_says_why_and_the_way_out(hr):
    page = text(hr)
    assert "No request is open." in page
    assert "Nobody waits for an answer." in page


def test_the_queue_says_first_what_is_late(hr):
    long_ago(60, "late@elsewhere.example", "Late Lind")
    asked("new@elsewhere.example", "New Nagy")
    page = text(hr)
    assert "1 request is late." in page
    assert page.index("Late Lind") < page.index("New Nagy")


@pytest.mark.parametrize(
    ("show", "days", "there"),
    [("overdue", 60, True), ("overdue", 0, False), ("week", 27, True), ("closed", 60, False)],
)
def test_a_tab_shows_what_it_names(show, days, there, hr):
    long_ago(days, "one@elsewhere.example", "Only One")
    assert ("Only One" in text(hr, show=show)) is there


def test_a_search_finds_by_number_name_and_mail_and_stands_in_no_address(hr):
    wanted = asked("seek@elsewhere.example", "Seek Mezzo")
    asked("other@elsewhere.example", "Other Person")
    for words in (wanted.reference, "mezzo", "seek@"):
        answer = hr.post(URL, {"words": words})
        assert answer.status_code == 302
        assert words not in answer["Location"]
        page = hr.get(answer["Location"]).content.decode()
        assert "Seek Mezzo" in page
        assert "Other Person" not in page


def test_a_search_that_somebody_cut_shows_everything(hr):
    asked("seek@elsewhere.example", "Seek Mezzo")
    assert "Seek Mezzo" in text(hr, view="abc", page="x", state="nonsense", show="nonsense")


def test_what_waits_for_compliance_says_so(hr, officer):
    from governance.audit.acts import Role
    from governance.rights import machine

    machine.step(confirmed(None), "refuse", officer.user, Role.HR, "unfounded", "Because.")
    assert "Waits for the compliance officer" in text(hr)


def test_taking_a_request_puts_it_with_oneself(hr, officer):
    request = asked("new@elsewhere.example")
    hr.post(reverse("hr:assign", args=[request.pk]), {"handler": str(officer.user.pk)})
    request.refresh_from_db()
    assert request.handler == officer.user
    assert request.reference in text(hr, show="mine")


def test_a_request_is_given_to_nobody_outside_hr(hr, company):
    request = asked("new@elsewhere.example")
    for handler in (str(company.employee.user.pk), "no-id"):
        answer = hr.post(reverse("hr:assign", args=[request.pk]), {"handler": handler})
        assert answer.status_code == 404
    request.refresh_from_db()
    assert request.handler is None


def test_the_queue_asks_as_often_for_many_as_for_few(hr, officer):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert hr.get(URL).status_code == 200
        return len(found)

    _many(2, officer)
    hr.get(URL)
    few = queries()
    _many(70, officer)
    assert queries() == few
    assert "1 to 50 of 72" in text(hr)
    assert "51 to 72 of 72" in text(hr, page=2)


def _many(number: int, officer) -> None:
    for n in range(number):
        request = asked(f"p{n}@elsewhere.example", f"Person {n}")
        requests.assign(request, officer.user, officer.user)


def test_nobody_acts_on_their_own_request_and_is_told_why(hr, officer):
    request = requests.ask_signed_in(officer, "Mine.")
    page = hr.get(reverse("hr:request", args=[request.pk])).content.decode()
    assert "This is your own request" in page
    assert "<button" not in page.split("<main")[1].split("</main")[0]
    for name, more in (("assign", []), ("match", []), ("confirm", []), ("step", ["execute"])):
        data = {"handler": str(officer.user.pk), "employee": "none", "how": "fact"}
        answer = hr.post(reverse(f"hr:{name}", args=[request.pk, *more]), data)
        assert answer.status_code == 403
        assert b"This is your own request" in answer.content
    assert hr.get(reverse("hr:step", args=[request.pk, "execute"])).status_code == 403
    assert hr.get(reverse("hr:progress", args=[request.pk])).status_code == 404
    request.refresh_from_db()
    assert (request.state, request.handler) == ("assessing", None)
    assert "Take it" not in text(hr)
