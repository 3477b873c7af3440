"""Text and controls can be read in light and dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css"
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", TOKENS.read_text())
COLOURS = {token: shades for token, *shades in PAIRS}
TEXT = [
    ("ink", "paper"), ("ink", "well"), ("soft", "paper"), ("soft", "well"),
    ("pen", "paper"), ("pen", "well"), ("ink", "pen-tint"), ("lamp", "lamp-tint"),
    ("pen", "lamp-tint"), ("mark", "paper"), ("mark", "mark-tint"), ("bar-ink", "bar"),
    ("paper", "ink"),
]  # fmt: skip
CONTROLS = [("edge", "paper"), ("edge", "well"), ("mark-bar", "paper"), ("pen", "paper")]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(front, back, theme):
    assert ratio(COLOURS[front][theme], COLOURS[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), CONTROLS)
def test_the_edge_of_a_control_can_be_seen(front, back, theme):
    assert ratio(COLOURS[front][theme], COLOURS[back][theme]) >= 3
