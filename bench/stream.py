"""A modelled stream of texts with marked spans, for measuring what masks them."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent.parent / "tests" / "redaction" / "engine" / "data"
_STREAM = json.loads((Path(__file__).parent / "redaction_stream.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Row:
    """A text with the spans that must go."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    caption: bool
    title: bool = False


def modelled_stream(share: float, count: int, seed: int) -> list[Row]:
    """Half of what is not typed are names of elements, the rest titles; typed texts never repeat.

    Names and titles follow Zipf (s = 1).
    """
    draw = random.Random(seed)
    typed = typed_texts(draw)[: round(count * share)]
    rest = count - len(typed) if share < 1 else 0
    buttons = [Row(one, (), caption=True) for one in _STREAM["elements"]]
    titles = [_title(draw) for _ in range(500)]
    names = _zipf(buttons, round(rest * 0.625), draw)
    stream = typed + names + _zipf(titles, rest - len(names), draw)
    draw.shuffle(stream)
    return stream


def typed_texts(draw: random.Random) -> list[Row]:
    """Sentences, then the same in small letters, which are other texts."""
    rows = load(DATA / "sentences.jsonl")
    distinct = list({row.text: row for row in rows}.values())
    small = [Row(row.text.lower(), row.spans, caption=False) for row in distinct
             if len(row.text.lower()) == len(row.text)]  # fmt: skip
    draw.shuffle(distinct)
    draw.shuffle(small)
    return distinct + small


def _zipf(rows: Sequence[Row], count: int, draw: random.Random) -> list[Row]:
    weights = [1 / place for place in range(1, len(rows) + 1)]
    return draw.choices(rows, weights, k=count)


def _title(draw: random.Random) -> Row:
    frame = draw.choice(_STREAM["titles"])
    first, last = _invented(draw), _invented(draw)
    address = f"{first[0]}.{last}@northfen.example.com".lower()
    values = {
        "p": (f"{first} {last}", "PERSON"),
        "n": (str(draw.randint(10_000, 9_999_999)), "ID"),
        "f": (f"{first}_{last}".lower(), "PERSON"),
        "m": (address, "EMAIL_ADDRESS"),
    }
    text, spans = "", []
    for piece in _pieces(frame):
        if piece in values:
            spans.append((len(text), len(text) + len(values[piece][0]), values[piece][1]))
            text += values[piece][0]
        else:
            text += piece
    return Row(text, tuple(spans), caption=True, title=True)


def _pieces(frame: str) -> list[str]:
    return [piece for part in frame.split("{") for piece in part.split("}", 1) if piece]


def _invented(draw: random.Random) -> str:
    parts = (
        "ad", "bel", "cor", "dan", "el", "fen", "gar", "hol", "il", "jor", "kas", "lin", "mar",
        "nor", "ost", "per", "quin", "ros", "sol", "tor", "ul", "ver", "wen", "yor", "zel",
    )  # fmt: skip
    ends = ("a", "en", "is", "o", "berg", "sson", "ey", "ic", "well", "ova")
    return (draw.choice(parts) + draw.choice(parts) + draw.choice(ends)).capitalize()


def load(path: Path) -> list[Row]:
    """Read a set; all its texts count as typed."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((one["start"], one["end"], one["type"]) for one in row["spans"])
        rows.append(Row(row["text"], spans, caption=False))
    return rows
