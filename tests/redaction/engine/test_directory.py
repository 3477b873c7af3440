"""Names that must never appear."""

import secrets

import pytest

from redaction.engine import Aliases, Directory, EpisodeTexts, Text

PEOPLE = Directory.of(
    [
        "Will Excel",
        "Margriet Verhoeven",
        "mverhoeven",
        "j.halloway@northfen.example.com",
        "山田 太郎",
        "Li Wu",
    ],
    "1",
)


@pytest.mark.parametrize(
    "text",
    [
        "Open Excel and wait",
        "ask margriet now",
        "file_mverhoeven_2",
        "write to halloway",
        "li wu called",
        "Wu Li",
    ],
)
def test_a_name_of_the_directory_goes_even_where_it_is_an_allowed_word(redact, text):
    left = redact(text, PEOPLE).value.casefold()
    assert not any(
        name in left for name in ("excel", "margriet", "verhoeven", "halloway", "li wu", "wu li")
    )


def test_an_ordinary_word_that_is_a_colleagues_name_stays_in_small_letters(redact):
    assert redact("we will save the file", PEOPLE).value == "we will save the file"
    assert redact("then I met Will there", PEOPLE).value == "then I met <PERSON_1> there"


def test_the_directory_and_the_lexicon_give_the_same_placeholder(redact):
    assert redact("ask margriet now", PEOPLE).value == redact("ask margriet now").value


def test_a_new_version_of_the_directory_is_not_answered_from_memory(redact):
    text = "Open the Excel list"
    assert redact(text).value == text
    assert redact(text, Directory.of(["Karin Excel"], "2")).value == "Open the <PERSON_1> list"


def test_an_alias_is_kept_as_a_keyed_hash_and_still_found(redact):
    key = secrets.token_bytes(32)
    names = frozenset((Aliases.digest(key, "Blue Otter"), Aliases.digest(key, "umbrella")))
    directory = Directory.of((), "a", aliases=Aliases(key, names))
    assert (
        redact("the blue otter and the umbrella", directory).value
        == "the <PERSON_1> and the <PERSON_2>"
    )
    assert "otter" not in repr(directory).casefold()


def test_a_known_caption_that_names_somebody_is_withheld(redact):
    kept = redact("保存", PEOPLE, caption=True, language="ja")
    assert (kept.value, kept.withheld) == ("保存", None)
    named = Directory.of(["保存"], "3")
    assert redact("保存", named, caption=True, language="ja").withheld == "language"


def test_the_directory_does_not_show_its_names():
    assert "verhoeven" not in repr(PEOPLE).casefold()


def test_an_outsiders_name_in_a_title_is_removed_from_what_was_typed(engine):
    texts = (
        Text("title", "Will Banks - Customer", caption=True, title=True),
        Text("typed", "will banks asked for a refund", caption=False),
    )
    result = engine.redact_batch([EpisodeTexts(texts)], Directory.of((), "none"))[0].texts
    assert [one.value for one in result] == [
        "<PERSON_1> - Customer",
        "<PERSON_1> asked for a refund",
    ]
