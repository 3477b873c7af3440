"""`python -m redaction.engine`: JSON lines `{"text"}` in, redacted lines out, in their order.

Exit code 0; 2 where the command, the policy, the directory or a line is wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from redaction.engine.directory import Directory
from redaction.engine.engine import Engine
from redaction.engine.errors import EngineUnready, RedactionFailed
from redaction.engine.placeholders import WHOLE
from redaction.engine.texts import EpisodeTexts, RedactedText, Text

_BATCH = 256


class _Unusable(Exception):
    """The input is not what the command reads; the message says where."""


def main(arguments: list[str] | None = None) -> int:
    """Read standard input to its end; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        engine = Engine.load(options.policy)
        directory = _directory(options.directory)
        for batch in _batches(_lines(sys.stdin.buffer)):
            _answer(engine, directory, batch, options)
    except (_Unusable, EngineUnready, RedactionFailed) as fault:
        sys.stdout.flush()
        print(f"redaction.engine: {fault}", file=sys.stderr)  # noqa: T201 - a command answers
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m redaction.engine", description=__doc__)
    parser.add_argument("--directory", type=Path, help="names that must never appear, one a line")
    parser.add_argument("--language", default="en", help="two letters; English by default")
    parser.add_argument("--policy", type=Path, help="a policy file instead of the built-in one")
    parser.add_argument("--explain", action="store_true", help="say which stage found each span")
    return parser


def _directory(path: Path | None) -> Directory:
    if path is None:
        return Directory.of((), "none")
    try:
        names = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise _Unusable("the directory file cannot be read as UTF-8 text.") from None
    return Directory.of((name.strip() for name in names if name.strip()), "file")


def _lines(stream: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        try:
            row = json.loads(line)
            text = row["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _Unusable(f'line {number} is not a JSON object with a "text".') from None
        if not isinstance(text, str):
            raise _Unusable(f'line {number}: "text" is not a string.')
        yield text


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    try:
        for text in texts:
            batch.append(text)
            if len(batch) == _BATCH:
                yield batch
                batch = []
    except _Unusable:
        yield batch  # what came before the bad line is answered
        raise
    yield batch


def _answer(
    engine: Engine, directory: Directory, batch: list[str], options: argparse.Namespace
) -> None:
    episodes = [
        EpisodeTexts((Text("text", text, caption=False),), options.language) for text in batch
    ]
    for episode in engine.redact_batch(episodes, directory):
        row = _row(episode.texts[0], explain=options.explain)
        sys.stdout.write(json.dumps(row, ensure_ascii=True) + "\n")


def _row(redacted: RedactedText, *, explain: bool) -> dict[str, object]:
    spans = []
    for span in redacted.spans:
        row: dict[str, object] = {"start": span.start, "end": span.end, "type": span.type}
        if explain:
            row["stage"] = span.stage
        spans.append(row)
    value = WHOLE if redacted.value is None else redacted.value
    return {"text": value, "spans": spans, "withheld": redacted.withheld is not None}


if __name__ == "__main__":
    sys.exit(main())
