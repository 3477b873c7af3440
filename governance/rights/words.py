"""Words for states, steps and reasons, in the language of whoever reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.rights.models import State
from governance.rights.reasons import BY_MOVE, REASONS

STATES: dict[State, Promise] = {
    State.RECEIVED: _("New"),
    State.IDENTITY_CHECK: _("Who asks is being confirmed"),
    State.NEEDS_INFO: _("Needs an answer from the person"),
    State.ASSESSING: _("Ready to decide"),
    State.EXECUTING: _("Being erased"),
    State.FULFILLED: _("Erased"),
    State.PARTLY_FULFILLED: _("Erased in part"),
    State.REFUSED: _("Refused"),
    State.TAKEN_BACK: _("Taken back"),
}

LINES: dict[str, Promise] = {
    "receive": _("The request came in"),
    "assign": _("It was given to somebody in HR"),
    "match": _("HR said who asks"),
    "confirm": _("A person of HR confirmed who asks"),
    "execute": _("HR ordered the erasure"),
    "ask_person": _("The person was asked something"),
    "go_on": _("The answer came, work goes on"),
    "extend": _("The term was extended"),
    "propose_answer_in_part": _("HR proposed to erase in part"),
    "propose_refuse": _("HR proposed to refuse"),
    "agree": _("The compliance officer agreed"),
    "return": _("The compliance officer returned it"),
    "answer_in_part": _("It was decided to erase in part"),
    "refuse": _("The request was refused"),
    "take_back": _("The person took the request back"),
    "begin": _("A worker began to erase"),
    "fulfil": _("Everything is erased and the certificate is signed"),
    "fulfil_in_part": _("It is erased in part and the certificate is signed"),
    "letter_acknowledgement": _("The person was told that the request came in"),
    "letter_question": _("The question was mailed"),
    "letter_extension": _("The person was told of the longer term"),
    "letter_outcome": _("The person was told the outcome"),
}


def state_words(state: str) -> str:
    """Return what a state is called."""
    return str(STATES[State(state)])


def line_words(move: str) -> str:
    """Return what a step is called."""
    return str(LINES.get(move, move))


def reason_words(move: str, code: str) -> str:
    """Return the words of a reason; "" where there is none."""
    words = BY_MOVE.get(move.removeprefix("propose_"), {}).get(code) or REASONS.get(code)
    return str(words or "")
