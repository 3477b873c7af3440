"""A test of the masks plants what nobody has, as the worker redacts, and counts what stays."""

import random
import secrets

import pytest

from redaction import engines
from redaction.engine import Directory, Engine, RedactedText, RedactedTexts, Span
from redaction.engine.fold import keys_of
from redaction.engine.lists import load_words
from redaction.leaks import carriers, trial
from redaction.leaks.carriers import Frame
from redaction.leaks.plants import Planter, Sort
from redaction.leaks.scoring import Score, stays, wilson

WORDS = load_words()
NOBODY = Directory.of((), "none")


@pytest.fixture(autouse=True)
def _one_engine(engine, monkeypatch):
    monkeypatch.setattr(engines, "engine", lambda: engine)


@pytest.fixture(scope="module")
def engine():
    return Engine.load()


def planter(language="en", taken=frozenset(), draw=None):
    return Planter(draw or secrets.SystemRandom(), language, WORDS, taken)


@pytest.mark.parametrize("language", carriers.LANGUAGES)
def test_about_a_thousand_are_planted_and_few_stay(language):
    score = trial.run(language, NOBODY, [], random.Random(language))
    assert 1_000 <= score.planted < 1_500
    assert score.stayed / score.planted < 0.05
    assert set(score.by_sort) == set(Sort)
    assert score.texts["samples"] > 500
    assert score.texts["stored"] == 0


def test_most_texts_of_another_language_are_dropped_whole_and_english_ones_never():
    assert trial.run("en", NOBODY, [], random.Random(1)).withheld == 0
    score = trial.run("ja", NOBODY, [], random.Random(1))
    assert score.withheld > score.planted / 2


def test_what_a_blind_mask_lets_through_is_counted(monkeypatch):

    class Blind:
        def redact_batch(self, episodes, _directory):
            return [
                RedactedTexts(tuple(RedactedText(t.slot, t.value, (), None) for t in one.texts))
                for one in episodes
            ]

    monkeypatch.setattr(engines, "engine", Blind)
    score = trial.run("en", NOBODY, [], random.Random(1))
    assert score.stayed == score.planted


def test_a_part_that_stays_counts_as_stayed():
    frame = Frame("ask {name} now", caption=False)
    one = carriers.filled([frame], planter(draw=random.Random(3)), stored=False)
    (plant,) = one.plants
    given = one.texts.texts[0].value
    whole = RedactedText("0", "", (Span(plant.start, plant.end, "PERSON"),), None)
    part = RedactedText("0", "", (Span(plant.start + 1, plant.end, "PERSON"),), None)
    dropped = RedactedText("0", None, (), None)
    assert [stays(plant, given, one) for one in (whole, part, dropped)] == [False, True, False]


def test_each_run_plants_others():
    one, other = planter(), planter()
    first, second = ({run.make(Sort.NAME) for _ in range(300)} for run in (one, other))
    assert len(first & second) < 60  # short ones repeat by chance
    assert not {one.make(Sort.TOKEN) for _ in range(50)} & {
        other.make(Sort.TOKEN) for _ in range(50)
    }


def test_nobody_of_the_directory_is_planted():
    taken = frozenset(name for name in load_words().names if name[0] < "t")
    made = planter(taken=taken)
    names = [made.make(Sort.NAME) for _ in range(500)]
    assert not {key for name in names for key in keys_of(name)} & taken


def test_masks_of_stored_texts_are_filled_the_same_mask_the_same_value():
    frames = [
        Frame("<PERSON_1> - Customer", caption=True, title=True),
        Frame("tell <PERSON_1> and <PERSON_2>, see <URL_1>", caption=False),
    ]
    one = carriers.filled(frames, planter(), stored=True)
    title, typed = (text.value for text in one.texts.texts)
    name = title.removesuffix(" - Customer")
    assert typed.startswith(f"tell {name} and ")
    assert typed.endswith(", see <URL_1>")
    assert [(plant.text, plant.sort) for plant in one.plants] == [
        (0, Sort.NAME), (1, Sort.NAME), (1, Sort.NAME),
    ]  # fmt: skip


def test_stored_texts_carry_some_of_the_planted():
    stored = [(Frame("call <PERSON_1> about the lorry", caption=False),)] * 20
    score = trial.run("en", NOBODY, stored, random.Random(5))
    assert score.texts["stored"] == 20
    assert score.by_sort[Sort.NAME][1] >= 20


def test_texts_without_a_gap_carry_nothing():
    assert list(carriers.with_gaps([(Frame("see <URL_1>", caption=False),)])) == []


@pytest.mark.parametrize("count", [0, 6, 1_000])
def test_the_interval_holds_the_share_and_stays_within_one(count):
    low, high = wilson(count, 1_000)
    assert 0 <= low <= count / 1_000 <= high <= 1
    assert high > 0
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_interval_is_the_known_one():
    low, high = wilson(6, 1_000)
    assert (round(low * 1_000), round(high * 1_000)) == (3, 13)


def test_a_run_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(trial, "SECONDS", 0.0)
    assert trial.run("en", NOBODY, [], random.Random(1)).planted < 1_000
    assert Score().planted == 0
