"""Feeds made-up bytes to a part of redaction, guided by what of it they reach (atheris).

    python -m tests.redaction.fuzzing fold -runs=100000 -max_total_time=60

`fold`, `rules` or `decoder`, then options of libFuzzer. The exit code is 0 where nothing crashed.
A crash writes the input to the present folder; give it as an argument to see it again.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["redaction"], enable_loader_override=False):
    from redaction.content import read
    from redaction.engine import Directory, recognizers
    from redaction.engine.fold import fold
    from redaction.engine.lists import load_words
    from redaction.engine.reading import Reading
    from redaction.faults import ContentRefused

NOBODY = Directory.of((), "none")
HIDDEN = "Zoe\u0308 \uff4a\uff41ne 020\u200b7946 \u202eOkonkwo\u202c 5\u208b5 \ufdfa"
BATCH = (
    b'{"type":"sayso-content/1","device":"00000000-0000-4000-8000-000000000000","seq":1,'
    b'"episodes":[{"id":"00000000-0000-4000-8000-000000000001","purpose":"a","version":1,'
    b'"epoch":"00000000-0000-4000-8000-000000000002","application":"Sheets","site":null,'
    b'"language":"en","day":"2026-11-28","part":"morning","actions":[{"do":"paste"}]}]}'
)
SEEDS = {
    "fold": [HIDDEN.encode()],
    "rules": [
        b"call +44 20 7946 0112, password: hunter2! 12 High Street, Flat 3",
        b"kim@host.local DE89 3704 0044 0532 0130 00 https://a.example/x?y=1 C:\\Users\\kim",
    ],
    "decoder": [BATCH],
}


def fuzz_fold(data: bytes) -> None:
    """Folding maps back into the text, and once more it changes nothing."""
    text = _text(data)
    folded = fold(text)
    if folded.text:
        start, end = folded.back(0, len(folded.text))
        if not 0 <= start < end <= len(text):
            raise AssertionError("offsets leave the text")
    if fold(folded.text).text != folded.text:
        raise AssertionError("folding twice changes the text")


def fuzz_rules(data: bytes) -> None:
    """Each rule finds spans within the text."""
    text = fold(_text(data)).text
    reading = Reading(text, caption=bool(len(data) % 2), directory=NOBODY, lists=WORDS)
    for recognizer in RECOGNIZERS:
        for start, end, _kind in recognizer.find(reading):
            if not 0 <= start < end <= len(text):
                raise AssertionError(recognizer.name)


def fuzz_decoder(data: bytes) -> None:
    """What is no batch is refused by its code, and by nothing else."""
    with suppress(ContentRefused):
        read(data)


def _text(data: bytes) -> str:
    return (
        atheris.FuzzedDataProvider(data).ConsumeUnicode(2_000)
        if len(data) % 2
        else data.decode("utf-8", "replace")
    )


TARGETS: dict[str, Callable[[bytes], None]] = {
    "fold": fuzz_fold,
    "rules": fuzz_rules,
    "decoder": fuzz_decoder,
}


def main() -> None:
    """Run a target with libFuzzer's options."""
    name, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, corpus], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    WORDS = load_words()
    RECOGNIZERS = recognizers.every()
    main()
