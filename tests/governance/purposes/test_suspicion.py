"""What smells of judging people is marked in five languages, and nothing is refused by it."""

import pytest

from governance.purposes import suspicion
from tests import factories

SMELLS = {
    "en": ("We learn how long a booking takes.", "how long"),
    "en2": ("It ranks the desks.", "ranks"),
    "en3": ("To promote the best.", "promote"),
    "de": ("Zur Beurteilung der Leistung.", "Beurteilung"),
    "de2": ("Bei Kündigung wird es genutzt.", "Kündigung"),
    "es": ("Para evaluar el rendimiento.", "evaluar"),
    "es2": ("Antes de un despido.", "despido"),
    "ja": ("従業員の評価に使います。", "評価"),
    "zh": ("用于员工绩效。", "绩效"),
}


def words(text):
    return [piece.text for piece in suspicion.marked(text) if piece.marked]


@pytest.mark.parametrize(("text", "word"), SMELLS.values(), ids=list(SMELLS))
def test_a_word_is_marked_in_its_language(text, word):
    assert word in words(text)


@pytest.mark.parametrize(
    "text",
    [
        "We teach an agent to enter bookings.",
        "Wir bringen einem Agenten bei, Buchungen einzugeben.",
        "Enseñamos a un agente a introducir reservas.",
        "予約の入力をエージェントに教えます。",
        "我们教代理输入预订。",
    ],
)
def test_a_plain_purpose_is_not_marked(text):
    assert words(text) == []


def test_the_pieces_are_the_text():
    for text, _word in SMELLS.values():
        assert "".join(piece.text for piece in suspicion.marked(text)) == text


@pytest.mark.parametrize("text", ["ev\u200baluate", "\uff45valuate", "EVALUATE"])
def test_no_shape_of_letters_hides_a_word(text):
    assert words(text) == [text]


def test_the_sentence_that_excludes_such_uses_is_not_marked():
    said = factories.notice(never_for="Performance review, ranking or dismissal.")
    assert suspicion.passages(factories.facts(notices={"en": said})) == []


def test_a_passage_says_where_it_stands():
    said = factories.notice(what_for="To see how fast people work.")
    (found,) = suspicion.passages(factories.facts(notices={"en": said}))
    assert (found.field, found.language) == ("notices.en.what_for", "en")
    assert str(found.label) == "What for"
