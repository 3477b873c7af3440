"""Names that must never appear: kept as hashes, gone from what is stored, and nobody can ask."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from redaction import edition, engines, forbidden
from redaction.again import run
from redaction.engine import EpisodeTexts, Text
from redaction.models import Edition, ForbiddenName
from tests.training import crowd
from training import own
from training.models import Episode

ACTOR = Actor(Role.COMPLIANCE, "")
ORDINARY = "the blue harbour report is late"
"""Words that the engine leaves alone unless somebody forbids them."""


def redacted(value: str, *, caption: bool = False, language: str = "en") -> str | None:
    texts = EpisodeTexts((Text("0", value, caption=caption),), language)
    return engines.engine().redact_batch([texts], engines.directory())[0].texts[0].value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Blue Harbour", ORDINARY),
        ("  blue   harbour ", ORDINARY),
        ("harbour", ORDINARY),
        ("\uff22lue Harbour", ORDINARY),
        ("O'Clock", "the nine o'clock list"),
        ("Blue-Green", "the blue-green file"),
    ],
)
def test_a_name_goes_whatever_its_words_are(both, name, text):
    assert redacted(text) == text
    forbidden.forbid(name, ACTOR)
    assert "<PERSON_1>" in redacted(text)


def test_a_name_wins_over_the_list_of_captions(both):
    assert redacted("Speichern", caption=True, language="de") == "Speichern"
    forbidden.forbid("Speichern", ACTOR)
    assert redacted("Speichern", caption=True, language="de") is None


def test_a_name_that_is_taken_off_stays_from_then_on(both):
    forbidden.forbid("Blue Harbour", ACTOR)
    forbidden.allow("blue harbour", ACTOR)
    assert redacted(ORDINARY) == ORDINARY
    assert not ForbiddenName.objects.exists()


def test_what_is_stored_is_redacted_again_and_what_went_stays_gone(lasting_company):
    [person] = crowd.people(1)
    crowd.keep(person, crowd.body(text=ORDINARY))
    run.run()
    assert text_of(person) == ORDINARY
    forbidden.forbid("Blue Harbour", ACTOR)
    run.run()
    assert text_of(person) == "the <PERSON_1> report is late"
    forbidden.allow("Blue Harbour", ACTOR)
    run.run()
    assert text_of(person) == "the <PERSON_1> report is late"


def text_of(person) -> str:
    [view] = own.every(person.owner)
    return view.body.steps[-1].text


def test_each_word_about_a_name_looks_the_same_whether_it_was_on_the_list_or_not(both):
    seen = set()
    for act in (forbidden.forbid, forbidden.forbid, forbidden.allow, forbidden.allow):
        act("Blue Harbour", ACTOR)
        seen.add(edition.names())
    assert len(seen) == 4
    entries = AuditEntry.objects.values_list("act", flat=True)
    assert list(entries.filter(act=Act.NAME_FORBIDDEN)) == [Act.NAME_FORBIDDEN] * 2
    assert list(entries.filter(act=Act.NAME_ALLOWED)) == [Act.NAME_ALLOWED] * 2


def test_the_number_does_not_move_within_a_week(both):
    words = ("amber", "basket", "candle", "dragon", "falcon", "ginger", "hammer", "island", "lemon")
    for word in words:
        forbidden.forbid(word, ACTOR)
    with clock.shifted(timedelta(days=7)):
        assert forbidden.about() is None
        forbidden.forbid("maple", ACTOR)
        assert forbidden.about() is None
    with clock.shifted(timedelta(days=14)):
        assert forbidden.about() == 10


def test_no_table_holds_a_name(both):
    forbidden.forbid("Blue Harbour", ACTOR)
    row = ForbiddenName.objects.get()
    held = f"{row.digest} {row.other} {list(Edition.objects.values())}".lower()
    assert "blue" not in held
    assert "harbour" not in held


@pytest.mark.parametrize("name", ["", "an", "one two three four five", "Route 66", "x" * 200, "--"])
def test_what_is_no_name_is_refused(both, name):
    with pytest.raises(forbidden.NameUnfit):
        forbidden.forbid(name, ACTOR)
    assert not Edition.objects.exists()


def test_what_is_stored_while_a_name_is_entered_is_found_afterwards(lasting_company):
    before = edition.policy_id()
    forbidden.forbid("Blue Harbour", ACTOR)
    assert edition.policy_id() != before
    assert len(edition.policy_id()) == Episode._meta.get_field("policy_id").max_length
