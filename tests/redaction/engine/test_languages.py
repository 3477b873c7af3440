"""English is read; the rest is withheld unless it is a known caption."""
# ruff: noqa: RUF001

import pytest

from redaction.engine import EpisodeTexts, Text
from redaction.engine.directory import Directory


@pytest.mark.parametrize("language", ["ja", "de", "zh", "fr", "xx", "de-AT"])
def test_typed_text_of_another_language_is_withheld(redact, language):
    for text in (
        "高橋さんに連絡する",
        "Bitte rufen Sie mich zurück",
        "请联系处理发票",
        "Peut-on se voir demain",
    ):
        result = redact(text, language=language)
        assert (result.value, result.withheld) == (None, "language")
        assert [(span.start, span.end) for span in result.spans] == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Speichern unter",
        "Datei",
        "名前を付けて保存",
        "ファイル(F)",
        "另存为",
        "保存",
        "Enregistrer sous…",
    ],
)
def test_known_captions_stay_in_every_language(redact, text):
    assert redact(text, caption=True, language="de").value == text


def test_english_texts_of_a_foreign_profile_are_read(redact):
    result = redact("please send the list to kim@host.local today", language="de")
    assert result.value == "please send the list to <EMAIL_1> today"
    assert redact("Save As", caption=True, language="ja").value == "Save As"


def test_long_foreign_texts_are_withheld_whatever_the_profile_says(redact):
    german = (
        "Ich habe mit der Kollegin gesprochen und sie ist nicht einverstanden"
        " mit dem Plan für das Jahr"
    )
    russian = "Сегодня мы говорили с коллегами о новом плане на следующий год"
    assert redact(german).withheld == "language"
    assert redact(russian).withheld == "language"


@pytest.mark.parametrize(
    "text",
    [
        "I have my diagnosis since March",
        "please find my letter of resignation",
        "meine Krankmeldung",
        "the works council meets",
    ],
)
def test_the_worst_subjects_withhold_typed_text_and_title_but_no_button(engine, text):
    texts = (
        Text("title", "Notes.txt - Mousepad", caption=True, title=True),
        Text("typed", text, caption=False),
        Text("button", "Save As", caption=True),
    )
    result = engine.redact_batch([EpisodeTexts(texts)], Directory.of((), "none"))[0].texts
    assert [one.withheld for one in result] == ["topic", "topic", None]
    assert result[2].value == "Save As"


def test_a_subject_in_one_episode_leaves_the_others_alone(engine):
    telling = EpisodeTexts((Text("a", "my diagnosis is here", caption=False),))
    plain = EpisodeTexts((Text("a", "the invoice is here", caption=False),))
    first, second = engine.redact_batch([telling, plain], Directory.of((), "none"))
    assert (first.texts[0].value, second.texts[0].value) == (None, "the invoice is here")
