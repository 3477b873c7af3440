"""Compliance and representatives read who watches the log, and what a witness says against it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.audit import sequencer, watched, witnesses
from governance.audit.acts import Role
from governance.audit.watched import ALARMS, TROUBLES, Standing
from governance.consent import decisions
from pages import watching
from tests import factories
from tests.governance.audit.log_kit import write
from tests.governance.audit.scripted_witness import ScriptedWitness
from tests.pages.kept import keep

NOBODY = "Nobody outside watches this log: whoever administers this server could write it anew."
HELD = "Not even the administrator"
ON_WHOSE_WORD = "is what the settings of this server say, and its administrator writes them."
ONCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
PLACES = {
    "compliance:log": Role.COMPLIANCE,
    "compliance:overview": Role.COMPLIANCE,
    "representative:reports": Role.REPRESENTATIVE,
}


@pytest.fixture
def read(company, as_person, with_second_factor):
    """Return a function that reads a page as its role does."""

    def page(name: str) -> str:
        browser = as_person(company.staff[PLACES[name]])
        return ONCE.sub("", browser.get(reverse(name)).content.decode())

    sequencer.run()
    return page


@pytest.fixture
def witness(settings):
    with ScriptedWitness() as there:
        settings.WITNESSES = f"{there.setting} outside"
        yield there


def says(witness, status: int, text: str = "") -> None:
    witness.answers = lambda *_: (status, text)
    write(1)
    sequencer.run()
    witnesses.cosign()


@pytest.mark.parametrize("name", PLACES)
def test_where_nobody_watches_the_page_says_who_could_write_the_log_anew(name, read):
    page = read(name)
    assert NOBODY in page
    assert HELD not in page


@pytest.mark.parametrize("name", PLACES)
def test_a_witness_that_cosigned_is_named_with_its_word(name, read, witness):
    witnesses.cosign()
    page = read(name)
    assert "witness.example" in page
    assert "It has cosigned within the last three hours." in page
    assert HELD in page
    assert ON_WHOSE_WORD in page
    assert "Know whose computer each witness is" in page
    assert NOBODY not in page


@pytest.mark.parametrize("name", PLACES)
def test_no_page_says_more_than_a_witness_outside_holds(name, read, witness, settings):
    settings.WITNESSES = witness.setting
    witnesses.cosign()
    assert HELD not in read(name)
    settings.WITNESSES = f"{witness.setting} outside"
    assert HELD in read(name)
    with clock.shifted(timedelta(hours=25)):
        assert watching.of().holds is False


@pytest.mark.parametrize(
    ("status", "text", "sentence"),
    [
        (422, "", "A witness refuses the log: it was changed after it was written."),
        (409, "99\n", "A witness saw a longer log: entries are missing now."),
    ],
)
def test_what_a_witness_says_against_the_log_is_the_first_sentence(
    status, text, sentence, read, witness
):
    says(witness, status, text)
    for name in ("compliance:log", "compliance:overview"):
        assert f"<h1>{sentence}</h1>" in read(name)
    assert "Look now" in read("compliance:overview")
    assert HELD not in read("representative:reports")


@pytest.mark.parametrize(
    ("hours", "needed"), [(4, False), (21.9, True), (26, True)], ids=["short", "long", "over"]
)
def test_a_witness_that_is_away_is_seen_to_before_permits_end(
    hours, needed, company, witness, settings
):
    sequencer.run()
    witnesses.cosign()
    with clock.shifted(timedelta(hours=hours)):
        says(witness, 500)
        found = watching.of()
    assert bool(found.needed) == needed
    [line] = found.lines
    assert line.bad
    assert "It cosigned last on" in line.last
    assert ":00" in line.last
    assert not found.alarm


def test_a_stranger_is_told_what_to_do(read, witness):
    says(witness, 403)
    assert "give it the new key" in read("compliance:log")
    overview = read("compliance:overview")
    assert "A witness does not know the log&#x27;s key" in overview
    assert reverse("compliance:log") + "#watch" in overview


def test_a_witness_that_comes_back_ends_the_alarm(read, witness):
    says(witness, 422)
    assert "A witness refuses the log" in read("compliance:overview")
    witness.answers = witness.cosigned
    with clock.shifted(timedelta(seconds=6)):
        witnesses.cosign()
    assert "A witness refuses the log" not in read("compliance:overview")


@pytest.mark.parametrize("name", PLACES)
def test_nothing_that_one_person_does_moves_a_byte_of_what_a_witness_said(
    name, read, witness, company
):
    sequencer.run()
    witnesses.cosign()
    before = read(name)
    factories.allow(company.employee)
    keep(company.employee)
    decisions.withdraw(company.employee, company.version.purpose)
    sequencer.run()
    with clock.shifted(timedelta(seconds=6)):
        witnesses.cosign()
    assert len(witness.asked) == 2
    assert read(name) == before


@pytest.mark.parametrize("name", PLACES)
def test_many_witnesses_cost_one_query_more_than_none(name, read, witness, settings):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            read(name)
        return len(caught)

    named, settings.WITNESSES = settings.WITNESSES, ""
    queries()
    none = queries()
    settings.WITNESSES = named
    witnesses.cosign()
    assert queries() == none + 1
    with ScriptedWitness("other.example") as other:
        settings.WITNESSES = f"{named}, {other.setting}"
        witnesses.cosign()
        assert queries() == none + 1


def test_every_standing_has_words_and_each_alarm_a_sentence():
    assert set(watching.STANDINGS) == set(Standing)
    assert set(watching.ALARMED) == ALARMS
    assert set(watching.NEEDED) == (ALARMS | TROUBLES) - {Standing.SILENT}
    assert watched.WARNED < watched.LASTS
