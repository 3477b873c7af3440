"""Sessions end; signing in is limited; staff and demonstration doors are guarded."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from demo import guard
from demo.models import DemoMark
from demo.seed import seed
from governance import clock
from tests import factories

HOME = "/home/"


def test_a_session_ends_after_half_an_hour_without_an_act(browser, company):
    assert browser.get(HOME).status_code == 200
    with clock.shifted(timedelta(minutes=31)):
        assert browser.get(HOME).status_code == 302


def test_acts_keep_a_session_alive(browser, company):
    for minutes in (0, 20, 40, 60):
        with clock.shifted(timedelta(minutes=minutes)):
            assert browser.get(HOME).status_code == 200


def test_the_sign_that_asks_by_itself_keeps_no_session_alive(browser, company):
    browser.get(HOME)
    for minutes in (10, 20, 29):
        with clock.shifted(timedelta(minutes=minutes)):
            assert browser.get(reverse("employee:sign")).status_code == 200
    with clock.shifted(timedelta(minutes=31)):
        assert browser.get(HOME).status_code == 302


def test_a_session_ends_after_ten_hours_whatever_is_done(browser, company):
    for minutes in range(0, 600, 20):
        with clock.shifted(timedelta(minutes=minutes)):
            assert browser.get(HOME).status_code == 200
    with clock.shifted(timedelta(minutes=601)):
        assert browser.get(HOME).status_code == 302


def test_a_session_without_its_cookie_of_acts_has_ended(browser, company):
    browser.get(HOME)
    del browser.cookies["sayso_seen"]
    assert browser.get(HOME).status_code == 302


def test_signing_in_is_limited(company):
    factories.person(email="limited@kestrel.example", password="a-good-long-password")
    client, wrong = Client(), {"login": "limited@kestrel.example", "password": "wrong-password"}
    pages = [client.post(reverse("account_login"), wrong) for _try in range(8)]
    right = {**wrong, "password": "a-good-long-password"}
    client.post(reverse("account_login"), right)
    assert client.get(HOME).status_code == 302
    assert {page.status_code for page in pages} <= {200, 429}


def test_signing_in_with_a_password_leads_home(company):
    factories.person(email="right@kestrel.example", password="a-good-long-password")
    client = Client()
    right = {"login": "right@kestrel.example", "password": "a-good-long-password"}
    assert client.post(reverse("account_login"), right).status_code == 302
    assert client.get(HOME).status_code == 200


def test_nobody_signs_up(company):
    assert Client().get(reverse("account_signup"))["Location"] == reverse("account_login")


@pytest.fixture
def demonstration(both, settings):
    settings.DEMO, settings.DEMO_KEY = True, "the-key"
    seed()
    return Client(headers={"host": "127.0.0.1"})


def test_the_key_opens_the_doors_and_a_click_signs_in(demonstration):
    assert demonstration.get("/demo/the-key/").status_code == 302
    assert b"Ines Okonjo" in demonstration.get("/demo/").content
    demonstration.post("/demo/sign-in/", {"persona": "ines"})
    assert demonstration.get(HOME).status_code == 200


def test_without_the_key_no_door_opens(demonstration):
    assert demonstration.get("/demo/").status_code == 403
    assert demonstration.get("/demo/another-key/").status_code == 403
    assert demonstration.post("/demo/sign-in/", {"persona": "ines"}).status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        {"forwarded": "for=1.2.3.4"},
        {"x-forwarded-for": "1.2.3.4"},
        {"x-forwarded-proto": "https"},
        {"x-real-ip": "1.2.3.4"},
        {"via": "1.1 proxy"},
    ],
)
def test_a_proxy_opens_no_door(header, demonstration):
    demonstration.get("/demo/the-key/")
    assert demonstration.get("/demo/the-key/", headers=header).status_code == 403
    answer = demonstration.post("/demo/sign-in/", {"persona": "ines"}, headers=header)
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", ""])
def test_another_computer_opens_no_door(address, demonstration):
    assert demonstration.get("/demo/the-key/", REMOTE_ADDR=address).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_three_host_names_open_doors(host, demonstration):
    assert demonstration.get("/demo/the-key/", headers={"host": host}).status_code == 302


def test_another_host_name_opens_no_door(demonstration, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = demonstration.get("/demo/the-key/", headers={"host": "sayso.kestrel.example"})
    assert answer.status_code == 403


def test_doors_do_not_open_on_a_database_of_real_people(demonstration):
    DemoMark.objects.all().delete()
    assert demonstration.get("/demo/the-key/").status_code == 403


def test_the_demonstration_is_not_made_where_people_are(company, settings):
    from demo.seed import NotEmpty

    settings.DEMO = True
    with pytest.raises(NotEmpty):
        seed()


def test_production_refuses_a_database_of_the_demonstration(demonstration, settings):
    from demo.checks import people_are_who_they_should_be

    assert people_are_who_they_should_be(None) == []
    settings.DEMO = False
    assert [found.id for found in people_are_who_they_should_be(None)] == ["sayso.E020"]


def test_the_demonstration_refuses_a_database_of_real_people(company, settings):
    from demo.checks import people_are_who_they_should_be

    settings.DEMO = True
    assert [found.id for found in people_are_who_they_should_be(None)] == ["sayso.E021"]


def test_the_key_of_an_earlier_start_opens_nothing(demonstration, settings):
    demonstration.get("/demo/the-key/")
    settings.DEMO_KEY = "another"
    assert demonstration.get("/demo/").status_code == 403
    assert not guard.fits("the-key")
