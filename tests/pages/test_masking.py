"""“This should have been masked”: without script, at once, and with the words in no address."""

import logging

import pytest
from django.urls import reverse

from governance.audit.acts import Role
from governance.audit.record import Actor
from governance.devices.taken_over import changed_by_other
from redaction.marked import Sort
from tests import factories
from tests.pages.kept import keep
from training import own

WORDS = "Xylophone Harbour"


@pytest.fixture
def kept(company):
    factories.allow(company.employee)
    keep(company.employee, f"ship to {WORDS} <PERSON_1>")
    keep(company.employee, "xylophone  harbour again", application="Cargo Desk")
    return company.employee


def texts(person) -> str:
    return " ".join(text for view in own.every(person.owner) for text in view.texts)


def ask(browser, words=WORDS, kind=Sort.LOCATION, **more):
    return browser.post(reverse("employee:mask"), {"words": words, "kind": kind, **more})


def test_my_data_has_the_form_and_the_way_to_it(browser, kept):
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert "This should have been masked" in page
    assert f'action="{reverse("employee:mask")}"' in page
    assert browser.get(reverse("employee:mask")).status_code == 200


def test_words_go_everywhere_after_one_question(browser, kept):
    question = ask(browser)
    assert "Mask “Xylophone Harbour” in 2 episodes?" in question.content.decode()
    assert "ylophone" in texts(kept)
    answer = ask(browser, confirmed="1")
    assert answer["Location"] == reverse("employee:my_data")
    assert "ylophone" not in texts(kept)
    assert "ship to <LOCATION_1> <PERSON_1>" in texts(kept)
    page = browser.get(answer["Location"]).content.decode()
    assert "Masked in 2 episodes" in page
    assert "ylophone" not in page


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        ("nowhere", Sort.PERSON, "stand in none of your episodes"),
        ("", Sort.PERSON, "stand in none of your episodes"),
        (WORDS, "colour", "Choose one of the list"),
        ("<b>" + "x" * 2000, Sort.PERSON, "stand in none of your episodes"),
    ],
)
def test_what_cannot_be_masked_keeps_what_was_typed(browser, kept, words, kind, says):
    answer = ask(browser, words, kind, confirmed="1")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "<b>x" not in answer.content.decode()
    assert "ylophone" in texts(kept)


def test_of_somebody_else_nothing_goes_and_nothing_is_told(browser, kept, company, as_person):
    other = as_person(company.other)
    assert ask(other, confirmed="1").status_code == 422
    assert "ylophone" in texts(kept)


def test_it_is_closed_while_data_is_closed(browser, kept):
    changed_by_other(kept, Actor(Role.HR))
    answer = ask(browser, confirmed="1")
    assert answer.status_code == 409
    assert "ylophone" in texts(kept)


def test_no_line_of_a_log_holds_the_words(browser, kept, caplog):
    caplog.set_level(logging.DEBUG)
    ask(browser)
    ask(browser, confirmed="1")
    ask(browser, "nowhere-to-be-found")
    lines = " ".join(record.getMessage() for record in caplog.records if "SQL" not in str(record))
    assert "nowhere-to-be-found" not in lines
    assert "ylophone" not in lines
