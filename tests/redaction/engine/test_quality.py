"""What is protected of the sets in this folder; the gate below which nothing may fall."""

import json
from pathlib import Path

import pytest

from redaction.engine import Directory, EpisodeTexts, Text

DATA = Path(__file__).parent / "data"
NOBODY = Directory.of((), "none")


def protected(engine, rows):
    """Count protected spans by type, other letters that went, and withheld texts."""
    episodes = [EpisodeTexts((Text("t", row["text"], caption=False),)) for row in rows]
    counts, other, over, withheld = {}, 0, 0, 0
    for row, done in zip(rows, engine.redact_batch(episodes, NOBODY), strict=True):
        text, result = row["text"], done.texts[0]
        covered, gold = bytearray(len(text)), bytearray(len(text))
        withheld += result.value is None
        for span in result.spans:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        for span in row["spans"]:
            gold[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
            places = [at for at in range(span["start"], span["end"]) if text[at].isalnum()]
            good, count = counts.get(span["type"], (0, 0))
            counts[span["type"]] = (good + all(covered[at] for at in places), count + 1)
        for at, char in enumerate(text):
            other += char.isalnum() and not gold[at]
            over += char.isalnum() and not gold[at] and covered[at]
    return (
        {kind: good / count for kind, (good, count) in counts.items()},
        over / other,
        withheld / len(rows),
    )


def rows_of(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def test_sentences_are_protected(engine):
    shares, over, withheld = protected(engine, rows_of("sentences.jsonl"))
    floors = {
        "PERSON": 0.98, "STREET_ADDRESS": 0.8, "ORGANIZATION": 0.85, "GPE": 0.9, "NRP": 0.9,
        "AGE": 0.95, "CREDIT_CARD": 1, "PHONE_NUMBER": 1, "EMAIL_ADDRESS": 1, "IBAN_CODE": 1,
        "IP_ADDRESS": 1, "US_SSN": 1,
    }  # fmt: skip
    assert {kind: shares[kind] for kind in floors if shares[kind] < floors[kind]} == {}
    assert over < 0.08
    assert withheld < 0.05


def test_interface_strings_are_protected(engine):
    shares, over, withheld = protected(engine, rows_of("interface.jsonl"))
    assert min(shares.values()) >= 0.98
    assert over < 0.15
    assert withheld < 0.05


@pytest.mark.parametrize("change", [str.lower, str.swapcase])
def test_sentences_in_small_and_mixed_letters_are_protected(engine, change):
    rows = [
        {**row, "text": change(row["text"])}
        for row in rows_of("sentences.jsonl")
        if len(change(row["text"])) == len(row["text"])
    ]
    shares, _, _ = protected(engine, rows)
    assert shares["PERSON"] >= 0.95
