"""What holds for any text."""
# ruff: noqa: RUF001

import re
import string
import unicodedata

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from redaction.engine import Directory, EpisodeTexts, Text
from redaction.engine.fold import fold
from redaction.engine.placeholders import PLACEHOLDER, blank

NOBODY = Directory.of((), "none")
RELAXED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad\u202e\u202c\u2066\u2069\u0336\u0337\u034f\ufe0f\u3164"
WORDS = st.sampled_from(
    [
        "the", "invoice", "for", "Tobias", "Lindqvist", "is", "ready", "at", "10:42", "call", "020",
        "7946", "0112", "Mark", "Grant", "will", "Page", "mail", "kim@host.local", "password:",
        "hunter2", "<PERSON_1>", "<NUMBER_12>", "Straße", "12", "高橋", "Очень", "4532015112830366",
        "street", "and", "to", "(", "-", "my", "pin", "years", "old", "32", "\n", ". ", "/", "GmbH",
    ]
)  # fmt: skip
LOOSE = st.one_of(
    st.text(max_size=80),
    st.lists(WORDS, max_size=14).map(" ".join),
    st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=10).map("".join),
)


def redact_one(engine, text, directory=NOBODY):
    return engine.redact_batch([EpisodeTexts((Text("t", text, caption=False),))], directory)[
        0
    ].texts[0]


@given(st.text(max_size=120))
def test_folded_text_always_maps_back_into_the_text(text):
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.back(place, place + 1)
        assert 0 <= start < end <= len(text)
    if folded.starts is not None:
        assert list(folded.starts) == sorted(folded.starts)


@given(st.text(max_size=60))
def test_folding_folded_text_changes_nothing(text):
    once = fold(text).text
    assert fold(once).text == once


def test_folding_any_character_twice_changes_nothing():
    characters = map(chr, range(0x20000))
    told = [one for one in characters if unicodedata.category(one) not in ("Lo", "Cn", "Co", "Cs")]
    for char in [*told, *(one for one in map(chr, range(0xF900, 0xFFF0)) if one.isalpha())]:
        once = fold(char).text
        assert fold(once).text == once, ascii(char)


@given(st.text(alphabet=string.ascii_letters, min_size=4, max_size=40), st.data())
def test_a_span_of_a_blanked_text_maps_back_around_the_holes(text, data):
    cut = data.draw(st.integers(1, len(text) - 2))
    blanked = blank(text, [(cut, cut + 1)])
    pieces = blanked.back(0, len(blanked.text))
    assert "".join(text[start:end] for start, end in pieces) == text[:cut] + text[cut + 1 :]


@RELAXED
@example(text="\u02b9\u00bc\u0370")
@given(text=LOOSE)
def test_spans_are_sorted_apart_and_give_the_text(engine, text):
    result = redact_one(engine, text)
    here, left = 0, []
    for span in result.spans:
        assert here <= span.start < span.end <= len(text)
        left.append(text[here : span.start])
        here = span.end
    if result.value is not None:
        outside = re.split(r"<[A-Z_]+_\d+>", result.value)
        assert "".join(outside) == re.sub(r"<[A-Z_]+_\d+>", "", "".join([*left, text[here:]]))


@RELAXED
@given(text=LOOSE)
def test_redacting_twice_changes_nothing(engine, text):
    once = redact_one(engine, text)
    if once.value is None:
        return
    again = redact_one(engine, once.value)
    assert again.value == once.value


@RELAXED
@given(data=st.data())
def test_planted_secrets_stay_out_under_any_disguise(engine, data):
    secret = data.draw(st.sampled_from(["Okonkwo", "Lindqvist", "4532015112830366", "0207946011"]))
    mixed = str.maketrans("oeaicp", "оеаіср")
    shown = "".join(
        (char.translate(mixed) if data.draw(st.booleans()) and char.isalpha() else char)
        + data.draw(st.sampled_from(["", "", *INVISIBLE]))
        for char in secret
    )
    if data.draw(st.booleans()):
        shown = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in shown)
    value = redact_one(engine, f"please tell {shown} to come").value
    assert value is not None
    left = fold(PLACEHOLDER.sub(" ", value)).text.replace(" ", "")
    assert left == "pleasetelltocome"
    assert not any(unicodedata.category(char) == "Nd" for char in PLACEHOLDER.sub("", value))


SCRIPTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["高橋さん", "Очень", "مرحبا", "שלום", "สวัสดี", "नमस्ते", "안녕", "Ωμέγα", "Zoe\u0308"]
        ),
        st.sampled_from(list(INVISIBLE)),
        st.text(
            alphabet="\u0301\u0337\u20dd\u200f\u2067\u061c\u3042\uac00\u0915\u0e01\u4e2d",
            max_size=4,
        ),
        st.sampled_from(["the list", "and", "-", "...", "\n", "|"]),
    ),
    max_size=6,
).map(" ".join)
MARKED = (
    ("ask ", "Tobias Lindqvist"), ("card ", "4532 0151 1283 0366"), ("call ", "+44 20 7946 0112"),
    ("write to ", "kim.halloway@host.local"), ("the password is ", "hunter2!x"),
    ("token ", "ghp_a8Kd02mXqPz61LwTvRb5NcYh4JsGf7uEoAiM"),
)  # fmt: skip


@settings(RELAXED, max_examples=40)
@given(before=SCRIPTS, after=SCRIPTS, planted=st.sampled_from(MARKED), data=st.data())
def test_any_mix_of_scripts_around_a_secret_keeps_it_out(engine, before, after, planted, data):
    cue, secret = planted
    hidden = "".join(char + data.draw(st.sampled_from(["", "", "", *INVISIBLE])) for char in secret)
    value = redact_one(engine, f"{before} {cue}{hidden} {after}").value
    left = fold(PLACEHOLDER.sub(" | ", value or "")).text.casefold()
    for part in re.findall(r"[^\W_]{3,}", secret.casefold()):
        assert part not in left


@settings(RELAXED, max_examples=30)
@given(texts=st.lists(LOOSE, min_size=2, max_size=4))
def test_redacting_an_episode_twice_changes_nothing(engine, texts):
    def once(values):
        episode = EpisodeTexts(
            tuple(Text(str(n), value, caption=n % 2 > 0) for n, value in enumerate(values))
        )
        return [one.value for one in engine.redact_batch([episode], NOBODY)[0].texts]

    first = once(texts)
    if None not in first:
        assert once(first) == first


@RELAXED
@given(first=LOOSE, second=LOOSE)
def test_the_episode_never_holds_what_one_of_its_texts_held_out(engine, first, second):
    texts = (
        Text("a", "ask Tobias Lindqvist " + first, caption=False),
        Text("b", second, caption=True),
    )
    for one in engine.redact_batch([EpisodeTexts(texts)], NOBODY)[0].texts:
        assert "lindqvist" not in (one.value or "").casefold()


@RELAXED
@given(values=st.lists(LOOSE, min_size=2, max_size=4))
def test_a_person_or_secret_that_one_text_alone_holds_out_stands_nowhere_in_the_episode(
    engine, values
):
    texts = tuple(Text(str(n), value, caption=False) for n, value in enumerate(values))
    done = engine.redact_batch([EpisodeTexts(texts)], NOBODY)[0].texts
    left = [fold(PLACEHOLDER.sub(" | ", one.value or "")).text.lower() for one in done]
    for value in values:
        for span in redact_one(engine, value).spans:
            word = fold(value[span.start : span.end]).text.lower().strip()
            if span.type in ("PERSON", "SECRET") and len(word) > 2 and not word.isdigit():
                assert not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", one) for one in left)


def test_placeholders_that_are_there_survive_and_new_numbers_come_after_them(engine):
    result = redact_one(engine, "<PERSON_3> met Tobias Lindqvist, <EMAIL_1> did not")
    assert result.value == "<PERSON_3> met <PERSON_4>, <EMAIL_1> did not"


def test_the_same_value_has_the_same_number_within_an_episode_and_only_there(engine):
    one = EpisodeTexts(
        (
            Text("a", "Okonkwo called", caption=False),
            Text("b", "then Lindqvist, then okonkwo", caption=False),
        )
    )
    other = EpisodeTexts((Text("a", "Lindqvist called", caption=False),))
    first, second = engine.redact_batch([one, other], NOBODY)
    assert [text.value for text in first.texts] == [
        "<PERSON_1> called", "then <PERSON_2>, then <PERSON_1>",
    ]  # fmt: skip
    assert second.texts[0].value == "<PERSON_1> called"


def test_a_secret_of_one_text_is_removed_from_the_others(engine):
    texts = (
        Text("a", "my password is sunshine", caption=False),
        Text("b", "sunshine and rain", caption=False),
        Text("c", "Sunshine", caption=True),
    )
    values = [one.value for one in engine.redact_batch([EpisodeTexts(texts)], NOBODY)[0].texts]
    assert values == ["my password is <SECRET_1>", "<SECRET_1> and rain", "<SECRET_1>"]


def test_the_memory_holds_no_text(engine):
    redact_one(engine, "Contact Tobias Lindqvist in Leipzig")
    kept = repr(list(engine._memory._known.items()))
    assert "Lindqvist" not in kept
    assert "Leipzig" not in kept


def test_what_was_seen_before_gives_the_same_answer(engine):
    text = "Contact Tobias Lindqvist at kim@host.local"
    engine.forget()
    assert redact_one(engine, text) == redact_one(engine, text)
