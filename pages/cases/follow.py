"""A request as its person sees it: where it stands, until when, what was said, the certificate."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.packs.load import pack
from governance.packs.words import said
from governance.rights import queries
from governance.rights.models import RightsRequest, State
from governance.rights.salt import salt_of
from pages import dates
from pages.cases import clock, words
from pages.certificates import proof
from pages.certificates.reading import Reading, read

TOLD = frozenset({"ask_person", "extend", "refuse", "answer_in_part"})
"""Steps whose reason and text are for the person."""


@dataclass(frozen=True, slots=True)
class Said:
    """What HR told the person, with the reason."""

    what: str
    when: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A request for its person."""

    reference: str
    sentence: str
    next: str
    received: str
    statement: str
    why: clock.Why
    over: bool
    said: tuple[Said, ...]
    certificate: Reading | None
    proof: str
    value: str
    authority: str
    authority_url: str
    may_complain: str


def follow(request: RightsRequest) -> Followed:
    """Return a request for its person."""
    sentence, comes = words.FOLLOWED[State(request.state)]
    complaint = pack(request.jurisdiction).complaint
    signed = queries.certificate_of(request)
    return Followed(
        reference=request.reference,
        sentence=str(sentence),
        next=str(comes),
        received=dates.day(request.received_at.date()),
        statement=request.statement,
        why=clock.why(request),
        over=clock.is_over(request),
        said=tuple(
            Said(line.words, dates.day(line.at.date()), line.reason, line.text)
            for line in queries.timeline(request)
            if line.move in TOLD
        ),
        certificate=read(signed) if signed else None,
        proof=proof.said(signed) if signed else "",
        value=salt_of(request) if signed else "",
        authority=said(complaint.authority),
        authority_url=complaint.url,
        may_complain=_(
            "You can complain at any time, and go to court. You need not ask the company first."
        ),
    )
