"""Sessions that have ended, and what is kept beside them, are gone by the next morning."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from config.celery import app
from governance import announce, clock
from pages.tasks import clear_sessions
from tests import factories

PASSWORD = "a-good-long-password"


@pytest.fixture(autouse=True)
def _no_lock():
    announce.valkey().delete("sayso:alone:sessions")


def signed_in(number: int) -> Client:
    person = factories.person(email=f"s{number}@kestrel.example", password=PASSWORD)
    client = Client()
    right = {"login": person.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), right).status_code == 302
    client.get(reverse("employee:home"))
    return client


def test_a_session_past_its_end_goes_with_address_and_browser(company):
    client = signed_in(1)
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    clear_sessions()
    assert client.get(reverse("employee:home")).status_code == 200  # a living one stays
    with clock.shifted(timedelta(hours=11)):
        clear_sessions()
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


def test_what_is_kept_beside_a_session_that_was_signed_out_goes_too(company):
    signed_in(2)
    Session.objects.all().delete()  # as signing out does
    clear_sessions()
    assert UserSession.objects.count() == 0


def test_it_is_done_every_night():
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "pages.tasks.clear_sessions" in tasks
