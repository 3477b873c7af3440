"""English is read; the rest is withheld unless it is a known caption."""
# ruff: noqa: RUF001

import pytest
import yaml

from demo import scenes
from redaction.engine import EpisodeTexts, Text
from redaction.engine.directory import Directory
from redaction.engine.lists import DATA

SUBJECTS = {
    "health", "union", "belief", "orientation", "leaving", "complaint", "law", "salary", "dismissal"
}  # fmt: skip
FOREIGN = [
    path
    for path in sorted(scenes.FOLDER.glob("*.yaml"))
    if not yaml.safe_load(path.read_text(encoding="utf-8")).get("language", "en").startswith("en")
]


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


def test_captions_of_the_demonstration_stay_in_its_languages(redact):
    """What a person there clicked can be read afterwards; what was typed is withheld."""
    assert FOREIGN
    for path in FOREIGN:
        scene = yaml.safe_load(path.read_text(encoding="utf-8"))
        for stay in scene["stays"]:
            named = (event["name"] for event in stay["events"] if "name" in event)
            for caption in (stay["title"], *named):
                assert redact(caption, caption=True, language=scene["language"]).value == caption
            for event in stay["events"]:
                if "type" in event:
                    assert redact(event["type"], language=scene["language"]).value is None


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        ("de", ["Neue Buchung - Cargo Desk", "Buchung speichern", "Empfänger"]),
        ("ja", ["新規申告 - Customs Desk", "荷受人", "送信"]),
        ("zh", ["新建预订 - Cargo Desk", "收货人", "发送申报"]),
    ],
)
def test_captions_of_each_application_of_the_demonstration_are_known(redact, language, captions):
    for caption in captions:
        assert redact(caption, caption=True, language=language).value == caption


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


def test_each_language_lists_every_subject():
    tree = yaml.safe_load((DATA / "topics.yaml").read_text(encoding="utf-8"))
    assert {language: set(found) for language, found in tree.items()} == dict.fromkeys(
        ("en", "de", "fr", "es"), SUBJECTS
    )


@pytest.mark.parametrize(
    "text", ["mon orientation sexuelle", "mi religión", "creencias religiosas"]
)
def test_a_subject_in_another_language_withholds_the_english_texts_too(engine, text):
    texts = (Text("a", "the invoice is here", caption=False), Text("b", text, caption=False))
    result = engine.redact_batch([EpisodeTexts(texts)], Directory.of((), "none"))[0].texts
    assert [one.value for one in result] == [None, None]


def test_a_subject_in_one_episode_leaves_the_others_alone(engine):
    telling = EpisodeTexts((Text("a", "my diagnosis is here", caption=False),))
    plain = EpisodeTexts((Text("a", "the invoice is here", caption=False),))
    first, second = engine.redact_batch([telling, plain], Directory.of((), "none"))
    assert (first.texts[0].value, second.texts[0].value) == (None, "the invoice is here")
