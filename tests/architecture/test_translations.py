"""What people see is there in every language: complete, with its placeholders, compiled."""

import gettext
import re

import pytest
from django.conf import settings

from tests import messages
from tests.catalogues import LANGUAGES, agent_po, po, read, slots

ONE_WORD = {
    r"withdr[ae]w": {"de": "iderr[iu]f|iderrufen", "es": "retir", "ja": "撤回", "zh-hans": "撤回"},
    r"\bpause": {"de": "[Pp]aus", "es": "[Pp]aus", "ja": "一時停止", "zh-hans": "暂停"},
    r"\bepisodes?\b": {
        "de": "Episode", "es": "episodi", "ja": "エピソード|件", "zh-hans": "片段|个",
    },
    r"\bpurposes?\b": {"de": "[Zz]weck", "es": "finalidad", "ja": "目的", "zh-hans": "用途"},
    r"\bmask(ed|s)?\b": {"de": "[Mm]ask", "es": "ocult", "ja": "マスク", "zh-hans": "遮盖"},
    r"\breceipts?\b": {"de": "Beleg|Eingang", "es": "recibo|recepción", "ja": "控え|受領",
                       "zh-hans": "回执|收到"},
    r"\bapprov": {"de": "enehmig", "es": "aprob|aprueb", "ja": "承認", "zh-hans": "批准|获批"},
    r"\bconsents?\b": {"de": "inwilligung", "es": "consentimiento", "ja": "同意",
                       "zh-hans": "同意"},
}  # fmt: skip
"""docs/translation.md promises one word for one thing; here are those that a person decides by."""


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(params=[po, agent_po], ids=["pages", "agent"])
def catalogue(request, language):
    return request.param(language)


@pytest.fixture
def sentences(catalogue, language):
    return messages.of_agent() if catalogue == agent_po(language) else messages.used()


@pytest.fixture
def entries(catalogue):
    return [entry for entry in read(catalogue) if entry.id]


def test_the_pages_are_offered_in_these_languages():
    assert {code for code, _name in settings.LANGUAGES} == {"en", *LANGUAGES}


def test_every_sentence_that_people_see_is_translated(sentences, entries):
    there = {entry.key for entry in entries if entry.translated}
    missing = {key: where for key, where in sentences.items() if key not in there}
    assert missing == {}, "run locale/update, then translate"


def test_no_sentence_hides_behind_a_name_that_gettext_does_not_look_for():
    assert messages.renamed() == [], "makemessages finds gettext_lazy(...), not _l(...)"


def test_no_translation_is_a_guess(entries):
    assert [entry.id for entry in entries if "fuzzy" in entry.flags] == []


def test_every_translation_has_the_placeholders_of_its_sentence(entries):
    wrong = [
        entry.id
        for entry in entries
        for text in entry.strings
        if text and slots(text) not in (slots(entry.id), slots(entry.plural or entry.id))
    ]
    assert wrong == []


def test_every_translation_has_the_tags_of_its_sentence(entries):
    tag = re.compile(r"</?[a-z][^>]*>")
    wrong = [e.id for e in entries for t in e.strings if t and tag.findall(t) != tag.findall(e.id)]
    assert wrong == []


def test_what_is_compiled_is_what_is_written(catalogue, entries):
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [entry.id for entry in entries if entry.translated and not _same(compiled, entry)]
    assert stale == [], "run locale/update"


def _same(compiled: gettext.GNUTranslations, entry) -> bool:
    key = entry.id if entry.context is None else f"{entry.context}\x04{entry.id}"
    if entry.plural is None:
        return compiled._catalog.get(key) == entry.strings[0]
    return [compiled._catalog.get((key, n)) for n in range(len(entry.strings))] == entry.strings


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_thing_has_one_word(word, language, entries):
    strays = [
        (entry.id, entry.strings)
        for entry in entries
        if re.search(word, PLACEHOLDER.sub("", entry.id))
        and entry.translated
        and not all(re.search(ONE_WORD[word][language], text, re.I) for text in entry.strings)
    ]
    assert strays == []


def test_what_people_read_of_a_law_is_marked_for_the_catalogues():
    from governance.packs import words
    from governance.packs.load import codes, pack

    packs = [pack(code) for code in codes()]
    read_of_them = {one.complaint.authority for one in packs}
    read_of_them |= {one.representatives.body for one in packs}
    assert read_of_them - {"", "none"} == set(words.SHOWN)
