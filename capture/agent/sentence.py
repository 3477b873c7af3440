"""The one true sentence: what is recorded now, for whom, until when."""

from collections.abc import Iterable
from datetime import datetime

from capture.agent.contact import LATER, Trouble
from capture.agent.indicator.sign import Lamp, Shown
from capture.agent.words import _
from capture.protocol.codes import Code
from capture.protocol.lease import Doubt, Grant
from capture.protocol.messages import Kind, Question


def kind_words(kind: Kind) -> str:
    """Return the short name of a kind of data."""
    return {
        Kind.APP_SWITCHES: _("app switches"),
        Kind.CLICKS: _("clicks"),
        Kind.SCREEN_OPERATIONS: _("screen operations"),
        Kind.SHORTCUTS: _("shortcuts"),
        Kind.TYPED_TEXT: _("typed text"),
        Kind.TYPING_RHYTHM: _("typing rhythm"),
        Kind.POINTER_PATHS: _("pointer paths"),
    }[kind]


def doubt_words(doubt: Doubt) -> str:
    """Return in words what a lease did not prove."""
    words = {
        Doubt.DATED: _("The permit is not dated of now. Is the clock of this computer right?"),
        Doubt.CHECKPOINT: _("The log is not signed by the key that you compared with the paper."),
        Doubt.OTHER_LOG: _("It is another log than the one that you compared with the paper."),
        Doubt.COSIGNATURE_MISSING: _("A witness has not cosigned the log."),
        Doubt.COSIGNATURE_OLD: _("A witness has not cosigned the log within 24 hours."),
        Doubt.ROLLED_BACK: _("The log has become shorter than it was: entries were taken out."),
        Doubt.FORK: _("There are two logs of one length: somebody was shown another one."),
        Doubt.NOT_CONTINUED: _("It was not shown that the log goes on from where it was."),
        Doubt.NOT_IN_LOG: _("An entry that should prove it is not in the log."),
        Doubt.NO_CONSENT: _("No entry of the log says that you allowed it."),
        Doubt.COLLEAGUE: _("The consent that was shown is somebody else's."),
        Doubt.ENDED: _("The consent that was shown has ended."),
        Doubt.NO_ANSWER: _("You did not say Yes to it on this computer."),
        Doubt.OTHER_TEXT: _("You said Yes to another text of this purpose."),
        Doubt.OLDER_CONSENT: _("You have allowed less since: an older decision was shown."),
        Doubt.OTHER_ANSWER: _("The Yes that was shown was not signed by this computer."),
        Doubt.NOT_APPROVED: _("An approval of the purpose is missing."),
        Doubt.WIDER: _("The permit allows more than was approved."),
    }
    return words.get(doubt, doubt.value)


def on_air(person: str, grants: tuple[Grant, ...], question: Question | None) -> Shown:
    """Return what the sign says while it records."""
    kinds = _listed(kind_words(kind) for kind in Kind if any(kind in g.kinds for g in grants))
    applications = _listed(sorted({one.name for g in grants for one in g.applications}))
    sentence = _("On air. Sayso records for {person}: {kinds} in {applications}, until {end}.")
    end = max(grant.hours.end for grant in grants)
    text = sentence.format(person=person, kinds=kinds, applications=applications, end=end)
    return Shown(Lamp.ON, text, question)


def off_air(person: str, question: Question | None) -> Shown:
    """Return what the sign says while nothing is recorded."""
    text = _("Off air. Nothing is recorded. This computer is enrolled for {person}.")
    return Shown(Lamp.OFF, text.format(person=person), question)


def unproved(question: Question | None) -> Shown:
    """Return what the sign says while the server gives leases that prove nothing."""
    text = _("Off air. The server could not prove that you agreed. Nothing is recorded.")
    return Shown(Lamp.OFF, text, question)


def troubled(trouble: Trouble, question: Question | None) -> Shown:
    """Return what the sign says while the server gives no answer that could carry a lease."""
    if trouble.code is None:
        text = _(
            "Off air. Nothing is recorded: the server does not answer, or not as it should. "
            "This computer asks again by itself."
        )
    elif trouble.code is Code.SIGNATURE_EXPIRED:
        text = _(
            "Off air. Nothing is recorded: the clocks of this computer and of the server differ. "
            "Set the clock of this computer; if it is right, tell whoever administers the server."
        )
    elif trouble.code in LATER:
        text = _(
            "Off air. Nothing is recorded: the server says that it cannot answer now. "
            "This computer asks again by itself."
        )
    else:
        text = _(
            "Off air. Nothing is recorded: the server refuses what this computer asks ({code}). "
            "Tell whoever administers the server."
        ).format(code=trouble.code.value)
    return Shown(Lamp.OFF, text, question)


def paused(until: datetime | None, question: Question | None) -> Shown:
    """Return what the sign says during a pause that began here."""
    if until is None:
        return Shown(Lamp.PAUSED, _("Paused. Nothing is recorded until you resume."), question)
    local = until.astimezone()  # the computer's own zone
    text = _("Paused. Nothing is recorded until {end}.").format(end=local.strftime("%H:%M"))
    return Shown(Lamp.PAUSED, text, question)


def ended() -> Shown:
    """Return what the sign says once the server does not know this device any more."""
    text = _("Off air. This device is no longer enrolled. Enrol it again to go on.")
    return Shown(Lamp.OFF, text)


def _listed(words: Iterable[str]) -> str:
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return _("{first} and {last}").format(first=", ".join(found[:-1]), last=found[-1])
