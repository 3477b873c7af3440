"""What a person says should have been masked goes at once, everywhere in their data."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit import queries as log
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from redaction import marked
from redaction.again import run
from redaction.marked import Sort
from redaction.models import Missed
from tests.training import crowd
from tests.training.copies import older_copy, opened
from tests.training.releases.building import built
from training import own
from training.body import Body
from training.models import Recall

SAID = "Blue Harbour"


@pytest.fixture
def person(lasting_company):
    [one] = crowd.people(1)
    return one


def texts(person) -> str:
    return " | ".join(text for view in own.every(person.owner) for text in view.texts)


def body(text: str, title: str = "Bookings") -> Body:
    return crowd.body(text=text, title=title)


def test_it_goes_everywhere_in_all_weeks_also_where_nothing_rests_any_more(person):
    crowd.keep(person, body("the blue harbour file", title="Blue  Harbour - Sheets"), rests=-1)
    with clock.shifted(timedelta(days=-14)):
        crowd.keep(person, body("BLUE HARBOUR and <PERSON_1>"), rests=-1)
    crowd.keep(person, body("nothing of it"), rests=3)
    assert marked.mask(person.owner, SAID, Sort.PERSON) == 2
    found = texts(person)
    assert "harbour" not in found.lower()
    assert "<PERSON_1> - Sheets" in found
    assert "the <PERSON_1> file" in found
    assert "<PERSON_2> and <PERSON_1>" in found


@pytest.mark.parametrize(
    ("words", "text", "after"),
    [
        ("harbour", "blue_harbour_file", "blue_<TEXT_1>_file"),
        ("Ann", "Annual list of Ann", "Annual list of <TEXT_1>"),
        ("har\u200bbour", "h\u200barbour", "<TEXT_1>"),
        ("\uff28arbour", "Harbour", "<TEXT_1>"),
        ("hunter2!", "is hunter2! ok", "is <TEXT_1> ok"),
        ("TEXT", "a TEXT <TEXT_4>", "a <TEXT_5> <TEXT_4>"),
        ("a", "<WITHHELD> a", "<WITHHELD> <TEXT_1>"),
    ],
)
def test_words_are_found_however_they_are_written_and_placeholders_stay(person, words, text, after):
    crowd.keep(person, body(text))
    marked.mask(person.owner, words, Sort.TEXT)
    assert next(own.every(person.owner)).body.steps[-1].text == after


@pytest.mark.parametrize("words", ["", "  ", "...", "not there", "*"])
def test_what_is_not_there_changes_nothing(person, words):
    crowd.keep(person, body("the blue harbour file"))
    before = older_copy()
    assert marked.count(person.owner, words) == 0
    assert marked.mask(person.owner, words, Sort.TEXT) == 0
    assert opened(before) == 1
    assert not AuditEntry.objects.filter(act=Act.DATA_MASKED).exists()
    assert not Missed.objects.exists()


def test_no_older_copy_opens_what_went(person):
    crowd.keep(person, body("the blue harbour file"), body("another"))
    before = older_copy()
    marked.mask(person.owner, SAID, Sort.SECRET)
    assert opened(before) == 0
    assert opened(older_copy()) == 2


def test_of_others_nothing_is_masked(person):
    [other] = crowd.people(1)
    crowd.keep(other, body("the blue harbour file"))
    assert marked.mask(person.owner, SAID, Sort.PERSON) == 0
    assert "harbour" in texts(other)


def test_a_release_that_holds_it_is_recalled(lasting_company, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"
    people = crowd.crowd(6, 1)
    crowd.keep(people[0], body("the blue harbour file"))
    built(lasting_company)
    marked.mask(people[0].owner, SAID, Sort.PERSON)
    assert Recall.objects.count() == 1


def test_redacting_again_does_not_bring_it_back(person):
    crowd.keep(person, body("the blue harbour file"))
    marked.mask(person.owner, SAID, Sort.PERSON)
    run.run()
    assert "the <PERSON_1> file" in texts(person)


def test_the_entry_is_about_the_person_and_holds_no_text(person):
    crowd.keep(person, body("the blue harbour file"))
    marked.mask(person.owner, SAID, Sort.PERSON)
    [entry] = log.of(person.owner, frozenset({Act.DATA_MASKED}))
    assert entry.details == {"count": 1}


def test_compliance_gets_the_kind_of_ten_people_and_not_within_the_week(lasting_company):
    people = crowd.people(11)
    for one in people:
        crowd.keep(one, body("the blue harbour file"), body("a green lamp"))
        marked.mask(one.owner, SAID, Sort.SECRET)
        marked.mask(one.owner, "green lamp", Sort.SECRET)
    crowd.keep(people[0], body("number seven"))
    marked.mask(people[0].owner, "seven", Sort.NUMBER)
    assert set(marked.reported().values()) == {None}
    with clock.shifted(timedelta(days=7)):
        assert marked.reported()[Sort.SECRET] == 10
        assert marked.reported()[Sort.NUMBER] is None
    assert Missed.objects.get(kind=Sort.SECRET).people == 11
