"""Text of others as pieces."""

import pytest

from pages.pieces import BREAK, Look, Piece, captured, said, shown


def test_masks_become_chips():
    assert captured("to <PERSON_1>") == [Piece(Look.PLAIN, "to "), Piece(Look.CHIP, "person")]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\ufeff", "\u2028"])
def test_what_would_not_be_seen_becomes_a_mark(sign):
    assert Piece(Look.CONTROL, f"U+{ord(sign):04X}") in captured(f"a{sign}b")
    assert sign not in shown(f"a{sign}b")


def test_a_new_line_stays_one():
    assert captured("a\nb", Look.MONO) == [Piece(Look.MONO, "a"), BREAK, Piece(Look.MONO, "b")]


def test_slots_of_a_sentence_are_filled():
    filled = said("Went to %(place)s.", {"place": [Piece(Look.STRONG, "Sheets")]})
    assert [piece.v for piece in filled] == ["Went to ", "Sheets", "."]
