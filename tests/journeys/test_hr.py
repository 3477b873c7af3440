"""HR's whole story, by keyboard alone: a former employee asks, two people confirm, a worker
erases, the person gets the certificate and anybody checks it. HR never leaves the product.
"""

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import SYSTEM
from governance.directory import leavers
from governance.rights import executing, letters, links, machine, requests
from governance.rights.models import RightsRequest
from tests import factories
from tests.journeys.conftest import with_a_factor
from tests.journeys.keyboard import choose, press, reach
from tests.journeys.sound import quiet, sound
from tests.pages.kept import keep
from tests.requests import asked, carried_out, confirmed, done

pytestmark = pytest.mark.browser
LONG = "Maximilian-Alexander Freiherr von Wüstenhagen-Oberschlächtig zu Donaudampfschifffahrt"


@pytest.fixture
def first(lasting_company):
    return with_a_factor(lasting_company.staff[Role.HR])


@pytest.fixture
def second(lasting_company):
    return with_a_factor(factories.person("Tomasz Wieland", (Role.HR,)))


@pytest.fixture
def leaver(lasting_company):
    person = lasting_company.employee
    factories.allow(person)
    keep(person)
    leavers.leave(person, clock.now() - timedelta(days=1), SYSTEM)
    return person


def path_in_mail(place: str) -> str:
    found = re.search(rf"/{place}/[\w-]{{40,}}/", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[0]


def ask(opened, leaver) -> None:
    """Ask for a link, take it out of the mail, and ask under it."""
    page = opened.page
    page.goto("/never-recorded/")
    press(page, "Ask for erasure")
    page.wait_for_url("**/ask/")
    sound(opened)
    reach(page, "E-mail address")
    page.keyboard.type(leaver.email)
    press(page, "Send me the link")
    page.wait_for_url("**/ask/sent/")
    sound(opened)
    letters.send_link(links.unsent()[0])
    page.goto(path_in_mail("ask"))
    sound(opened)
    reach(page, "Your name")
    page.keyboard.type(leaver.name)
    choose(page, "Where you worked", "Germ")
    press(page, "Ask for erasure")
    page.wait_for_url("**/asked/**")
    sound(opened)


def match(opened, leaver) -> None:
    page = opened.page
    page.goto("/hr/requests/")
    sound(opened)
    press(page, "Take it")
    page.wait_for_selector("text=This is who asks")
    reach(page, leaver.name)
    page.keyboard.press("Space")
    press(page, "This is who asks")
    page.wait_for_selector("#how")


def confirm(opened, people: int) -> None:
    """Confirm who asks; so many people have done so then."""
    page = opened.page
    choose(page, "How you know that it is this person", "By the")
    press(page, "Confirm who asks")
    expect(page.locator("#identity ~ ul.plain > li")).to_have_count(people)
    expect(page.locator("#how")).to_have_count(0)
    sound(opened)


def erase(opened) -> None:
    page = opened.page
    page.reload()
    sound(opened)
    press(page, "Erase everything")
    page.wait_for_url("**/steps/execute/")
    sound(opened)
    press(page, "Erase everything")
    page.wait_for_selector("text=It is being erased.")
    sound(opened)


def work_through(request: RightsRequest) -> None:
    """Do what the worker does: begin, erase, finish, write the letters."""
    executing.begin(request.pk)
    request.refresh_from_db()
    done(request)
    assert executing.finish(request.pk)
    letters.send_due(request.pk)


def take_certificate(opened) -> tuple[bytes, bytes]:
    """Return the file with the proof of its place in the log, and the bytes whose hash HR has."""
    page = opened.page
    page.goto(path_in_mail("asked"))
    sound(opened)
    files = []
    for name in ("JSON, to check", "the file without its place"):
        reach(page, name)
        with page.expect_download() as file:
            page.keyboard.press("Enter")
        files.append(file.value.path().read_bytes())
    reach(page, "PDF")
    with page.expect_download() as paper:
        page.keyboard.press("Enter")
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    return files[0], files[1]


def test_a_request_is_answered_without_leaving_the_product(watched, leaver, first, second):
    person, hr_a, hr_b = watched(), watched(first), watched(second)
    ask(person, leaver)
    request = RightsRequest.objects.get()
    letters.send_due(request.pk)
    match(hr_a, leaver)
    confirm(hr_a, 1)
    hr_b.page.goto(reverse("hr:request", args=[request.pk]))
    confirm(hr_b, 2)
    erase(hr_a)
    work_through(request)
    hr_a.page.wait_for_selector("text=Erased. The person gets the certificate")
    sound(hr_a)
    file, alone = take_certificate(person)
    expect(hr_a.page.locator(".banner code")).to_have_text(hashlib.sha256(alone).hexdigest())
    assert {**json.loads(file), "proof": None} == {**json.loads(alone), "proof": None}
    assert leaver.name.encode() not in file
    press(person.page, "Check a certificate")
    person.page.wait_for_url("**/check/")
    reach(person.page, "Or paste what is in it")
    person.page.keyboard.insert_text(file.decode())
    press(person.page, "Check it")
    person.page.wait_for_selector("text=The signature holds.")
    sound(person)
    for one in (person, hr_a, hr_b):
        quiet(one)


@pytest.fixture
def cases(leaver, first, second):
    """Return pages with much, little and long on them."""
    long = factories.person(LONG, language="de", unit="Abteilung für Seefrachtdokumentation")
    late = asked("late@elsewhere.example", "勅使河原 宗一郎", "jp")
    with clock.shifted(timedelta(days=-60)):
        old = asked(long.email, LONG, "us_ca")
    refused = confirmed(None, name="王小明")
    machine.step(refused, "refuse", first.user, Role.HR, "unfounded", "A reason in words.")
    own = requests.ask_signed_in(first, "Mine.")
    ended = carried_out(confirmed(leaver), second.user)
    return {
        "request": [row.pk for row in (late, old, refused, own, ended)],
        "person": [long.pk],
        "directory": [None],
        "import": [None],
    }


def test_the_other_pages_of_hr_are_sound(watched, first, cases):
    opened = watched(first)
    for name, keys in cases.items():
        for key in keys:
            opened.page.goto(reverse(f"hr:{name}", args=[key] if key else []))
            sound(opened)
    opened.page.goto(reverse("hr:import"))
    reach(opened.page, "Or paste the list")
    opened.page.keyboard.insert_text("name,email\nAnna,anna@x.example\nBad,bad\n")
    press(opened.page, "Try it")
    opened.page.wait_for_selector("text=1 row needs you.")
    sound(opened, but="status of 422")


def test_pages_of_a_persons_own_request_are_sound(watched, lasting_company):
    opened = watched(lasting_company.other)
    page = opened.page
    page.goto(reverse("employee:rights"))
    press(page, "Have everything about you erased")
    page.wait_for_url("**/rights/requests/")
    sound(opened)
    press(page, "Ask for erasure")
    page.wait_for_selector("text=HR is working on your request.")
    sound(opened)
    press(page, "Take the request back")
    page.wait_for_selector("text=You took your request back.")
    assert opened.complaints == []
