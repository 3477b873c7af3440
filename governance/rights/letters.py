"""Letters to the person who asked, in their language. None says what somebody decided about data.

A letter that was sent is a step of its request, so that none is sent twice and none is forgotten.
"""

import re
import uuid
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from governance import clock
from governance.packs.load import pack
from governance.rights import links, steps
from governance.rights.models import RequestStep, RightsRequest, State
from governance.rights.queries import certificate_file, certificate_sha256, due_of
from governance.rights.salt import salt_of
from governance.rights.words import reason_words

KIND: dict[str, str] = {
    "receive": "acknowledgement",
    "ask_person": "question",
    "extend": "extension",
    "refuse": "refused",
    "fulfil": "fulfilled",
    "fulfil_in_part": "partly_fulfilled",
}
"""Which letter follows a step."""
STEP: dict[str, str] = {
    **dict.fromkeys(("refused", "fulfilled", "partly_fulfilled"), "letter_outcome"),
    "acknowledgement": "letter_acknowledgement",
    "question": "letter_question",
    "extension": "letter_extension",
}
SUBJECTS: dict[str, Promise] = {
    "link": _("Your link to ask for erasure"),
    "acknowledgement": _("Your request %(reference)s has come in"),
    "question": _("A question about your request %(reference)s"),
    "extension": _("Your request %(reference)s takes longer"),
    "refused": _("The answer to your request %(reference)s"),
    "fulfilled": _("The answer to your request %(reference)s"),
    "partly_fulfilled": _("The answer to your request %(reference)s"),
}
LOOKED_BACK = timedelta(days=14)
_GAPS = re.compile(r"\n{3,}")


def send_link(waiting: str) -> bool:
    """Mail the link of a waiting row; return whether it was sent.

    The value leads somewhere once it was mailed: what fails before is mailed again with another.
    """
    row = links.waiting_row(waiting)
    if row is None:
        return False
    token = links.new_token()
    context: dict[str, object] = {"link": _address("public:ask_link", token)}
    _send("link", row.email, row.language, context)
    return links.settle(waiting, token)


def send_due(request_id: uuid.UUID) -> int:
    """Send the letters that a request still owes its person; return how many."""
    request = RightsRequest.objects.filter(pk=request_id).first()
    if request is None:
        return 0
    owed = _owed(request)
    for step in owed:
        kind = KIND[step.move]
        with translation.override(request.language):
            context = _context(request, step)
        _send(kind, request.email, request.language, context)
        steps.write(request, STEP[kind])
    return len(owed)


def owing() -> list[uuid.UUID]:
    """Return the requests of the last days that owe a letter."""
    since = clock.now() - LOOKED_BACK
    rows = RequestStep.objects.filter(at__gte=since, move__in=[*KIND, *set(STEP.values())])
    balance: Counter[uuid.UUID] = Counter()
    for request, move in rows.values_list("request", "move"):
        balance[request] += 1 if move in KIND else -1
    return [request for request, left in balance.items() if left > 0]


def _owed(request: RightsRequest) -> list[RequestStep]:
    owed: dict[str, list[RequestStep]] = {}
    for step in request.steps.order_by("at", "pk"):
        if step.move in KIND:
            owed.setdefault(STEP[KIND[step.move]], []).append(step)
        elif owed.get(step.move):
            owed[step.move].pop(0)
    return sorted((step for left in owed.values() for step in left), key=lambda step: step.at)


def _context(request: RightsRequest, step: RequestStep) -> dict[str, object]:
    complaint = pack(request.jurisdiction).complaint
    decided = step
    if step.move == "fulfil_in_part":
        decided = request.steps.filter(move="answer_in_part").order_by("-at").first() or step
    return {
        "name": request.name,
        "reference": request.reference,
        "due": request.due,
        "rule": due_of(request).rule,
        "reason": reason_words(decided.move, decided.reason),
        "text": decided.text,
        "complaint": complaint,
        "place": _place(request),
        "ended": request.state in (State.FULFILLED, State.PARTLY_FULFILLED),
        "sha256": certificate_sha256(request),
        "salt": salt_of(request) if certificate_file(request) else "",
    }


def _place(request: RightsRequest) -> str:
    """Return where the person follows the request; without an account by one more link."""
    if request.signed_in:
        return _address("employee:request", request.pk)
    return _address("public:asked", links.make_for(request))


def _send(kind: str, email: str, language: str, context: dict[str, object]) -> None:
    with translation.override(language):
        shown = {**context, "company": settings.COMPANY, "officer": settings.OFFICER_EMAIL}
        body = render_to_string(f"emails/{kind}.txt", shown | {"on": _in_words(shown)})
        subject = str(SUBJECTS[kind])
        if "reference" in context:
            subject %= {"reference": context["reference"]}
        EmailMessage(
            subject,
            _GAPS.sub("\n\n", body).strip() + "\n",
            to=[email],
            reply_to=[settings.OFFICER_EMAIL],
        ).send()


def _in_words(context: dict[str, object]) -> str:
    day = context.get("due")
    return (
        formats.date_format(day, pgettext("date format", "j F Y")) if isinstance(day, date) else ""
    )


def _address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
