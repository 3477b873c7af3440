"""The doors explain themselves, say how far the company is, and show its mail to nobody else."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from demo import letters, progress
from demo.company import company, personas
from demo.doors import HOMES
from demo.models import DemoMark
from demo.seed import seed
from governance.audit.acts import STAFF
from governance.directory.models import User

KEY = "the-key"


@pytest.fixture
def demonstration(both, settings, tmp_path):
    settings.DEMO, settings.DEMO_KEY, settings.VAR = True, KEY, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    DemoMark.objects.create(since="2026-11-27")
    return Client(headers={"host": "127.0.0.1"})


@pytest.fixture
def inside(demonstration):
    demonstration.get(f"/demo/{KEY}/")
    return demonstration


@pytest.fixture
def peopled(inside):
    seed()
    return inside


def send(body="Hello", subject="A letter", to="elif.yildiz@kestrel.example"):
    EmailMessage(subject, body, "sayso@kestrel.example", [to]).send()


PAGES = ("demo:people", "demo:inbox", "demo:progress")


@pytest.mark.parametrize("name", PAGES)
def test_without_the_key_nothing_of_it_opens(name, demonstration):
    assert demonstration.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_with_the_key_it_opens_on_this_computer_alone(name, inside):
    assert inside.get(reverse(name)).status_code == 200
    assert inside.get(reverse(name), REMOTE_ADDR="192.0.2.7").status_code == 403
    assert inside.get(reverse(name), headers={"x-forwarded-for": "1.2.3.4"}).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_on_a_database_of_real_people_it_does_not_open(name, inside):
    DemoMark.objects.all().delete()
    User.objects.create_user("somebody@real.example")
    assert inside.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_in_production_it_does_not_exist(name, inside, settings):
    settings.DEMO = False
    assert inside.get(reverse(name)).status_code == 404


def test_a_letter_does_not_open_without_the_key(demonstration):
    send()
    [letter] = letters.every()
    address = reverse("demo:letter", args=[letter.id])
    assert demonstration.get(address).status_code == 403
    demonstration.get(f"/demo/{KEY}/")
    assert demonstration.get(address).status_code == 200


def test_the_doors_say_who_one_can_be_what_that_person_can_do_and_what_to_do_first(inside):
    page = inside.get("/demo/").content.decode()
    for group in company().groups:
        assert group.title in page
        assert group.first in page
    for persona in personas():
        assert f'value="{persona.key}"' in page
        assert persona.name in page
    assert 'lang="ja"' in page


def test_each_person_arrives_where_their_work_is(peopled):
    assert set(HOMES) == set(STAFF)
    for persona in personas():
        answer = peopled.post("/demo/sign-in/", {"persona": persona.key}, follow=True)
        assert answer.status_code == 200
        home = HOMES[persona.roles[0]] if persona.roles else "employee:home"
        assert answer.redirect_chain[-1][0] == reverse(home)


def test_who_comes_before_the_company_is_made_is_told_to_wait(inside):
    assert "being made" in inside.get("/demo/").content.decode()
    answer = inside.post("/demo/sign-in/", {"persona": "ines"}, follow=True)
    assert "Try again in a moment" in answer.content.decode()


def test_who_comes_before_the_database_is_marked_is_told_to_wait_too(inside):
    DemoMark.objects.all().delete()
    assert "being made" in inside.get("/demo/").content.decode()


def test_it_says_how_far_it_is_and_stops_asking_when_all_is_played(inside):
    progress.write(progress.Progress(34, 60))
    page = inside.get("/demo/progress/").content.decode()
    assert "34 of 60 stays played" in page
    assert "hx-trigger" in page
    progress.write(progress.Progress(60, 60))
    page = inside.get("/demo/progress/").content.decode()
    assert "60 stays" in page
    assert "hx-trigger" not in page


def test_first_pages_say_that_the_company_is_still_working_and_others_do_not(peopled):
    for key in ("ines", "hanna", "priya", "luis", "mei", "anders"):
        progress.write(progress.Progress(34, 60))
        page = peopled.post("/demo/sign-in/", {"persona": key}, follow=True).content.decode()
        assert "34 of 60 stays played" in page, key
        assert b"stays played" not in peopled.get(reverse("employee:my_data")).content
        progress.write(progress.Progress(60, 60))
        page = peopled.post("/demo/sign-in/", {"persona": key}, follow=True).content.decode()
        assert "stays played" not in page, key


def test_an_empty_inbox_says_why(inside):
    assert "No letter has been sent yet" in inside.get("/demo/inbox/").content.decode()


def test_the_inbox_lists_letters_and_shows_their_text(inside):
    send("Hëllo\n\n" + "-" * 79 + "\nend", subject="Änderung: 保存")
    [letter] = letters.every()
    page = inside.get("/demo/inbox/").content.decode()
    assert "Änderung: 保存" in page
    assert "elif.yildiz@kestrel.example" in page
    assert "elif" not in letter.id
    page = inside.get(reverse("demo:letter", args=[letter.id])).content.decode()
    assert "Hëllo" in page


def test_links_into_this_sayso_can_be_followed_and_others_cannot(inside):
    send("Go to http://127.0.0.1:8000/ask/abc/ now, not to http://evil.example/x <script>")
    [letter] = letters.every()
    page = inside.get(reverse("demo:letter", args=[letter.id])).content.decode()
    assert '<a href="/ask/abc/">http://127.0.0.1:8000/ask/abc/</a>' in page
    assert "http://evil.example/x" in page
    assert 'href="http://evil' not in page
    assert "&lt;script&gt;" in page


def test_a_letter_that_is_not_there_is_not_found(inside):
    assert inside.get("/demo/inbox/no-such-letter/").status_code == 404


def test_a_long_inbox_has_pages(inside):
    for number in range(51):
        send(subject=f"Letter {number}")
    assert "Older" in inside.get("/demo/inbox/").content.decode()
    assert "Newer" in inside.get("/demo/inbox/?page=2").content.decode()
