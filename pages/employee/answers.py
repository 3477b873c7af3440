"""What a person answered to a purpose, in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from governance import clock
from governance.consent import ends
from governance.consent.models import Decision
from governance.consent.queries import KindState, PurposeState
from governance.purposes.kinds import EXPLAINED, NAMES, SPECIAL, Kind
from governance.purposes.models import PurposeVersion
from pages import dates, languages
from pages.sign import joined


class Answer(StrEnum):
    """Where a kind stands; neither is chosen while it is open."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class KindCard:
    """One kind of data with its two equal buttons."""

    kind: Kind
    name: str
    what: str
    state: Answer
    state_sentence: str
    special: bool
    ends_min: date
    ends_max: date
    ends_on: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class EndError:
    """A day that does not do: for which kind, what was typed, and what is needed instead."""

    kind: Kind
    typed: str
    words: str


def language() -> str:
    """Return the language of the page as notices name it."""
    return languages.current()


def day(value: date) -> str:
    """Write a day out."""
    return dates.day(value)


def kind_card(
    state: KindState, version: PurposeVersion, jurisdiction: str, error: EndError | None = None
) -> KindCard:
    """Return the card of one kind; `error` keeps what was typed where it is about this kind."""
    answer = answer_of(state)
    wrong = error if error is not None and error.kind == state.kind else None
    until = state.allowed_until.isoformat() if state.allowed_until else ""
    return KindCard(
        kind=state.kind,
        name=str(NAMES[state.kind]),
        what=str(EXPLAINED[state.kind]),
        state=answer,
        state_sentence=_kind_sentence(answer, state),
        special=state.kind in SPECIAL,
        ends_min=clock.today() + timedelta(days=1),
        ends_max=ends.longest(version, jurisdiction, state.kind),
        ends_on=wrong.typed if wrong else until,
        error=wrong.words if wrong else "",
    )


def answer_of(state: KindState) -> Answer:
    """Return where a kind stands."""
    if state.allowed_until is not None:
        return Answer.ALLOWED
    return Answer.REFUSED if state.not_before is not None else Answer.OPEN


def sentence(state: PurposeState) -> str:
    """Say in one sentence what the person answered to a purpose."""
    allowed = [languages.in_sentence(NAMES[kind]) for kind in state.allowed]
    if allowed:
        days = [found.allowed_until for found in state.kinds if found.allowed_until]
        words = {"kinds": joined(allowed), "day": day(min(days))}
        return _("You allow %(kinds)s, until %(day)s.") % words
    answers = {answer_of(found) for found in state.kinds}
    if state.decision == Decision.WITHDRAWN:
        return _("You withdrew. Nothing is recorded for it.")
    if answers == {Answer.REFUSED}:
        return _("You refused. Nothing is recorded for it.")
    if Answer.REFUSED in answers:
        return _("You refused a part and left the rest open. Nothing is recorded for it.")
    if state.decision is not None:
        return _("Your consent has ended. Nothing is recorded for it.")
    return _("You have not answered. Nothing is recorded for it.")


def _kind_sentence(answer: Answer, state: KindState) -> str:
    if answer == Answer.ALLOWED and state.allowed_until is not None:
        return _("Allowed until %(day)s.") % {"day": day(state.allowed_until)}
    if answer == Answer.REFUSED and state.not_before is not None:
        words = {"day": day(state.not_before)}
        return _("Refused. Nobody asks you again before %(day)s.") % words
    return _("Not answered. It is not recorded.")
