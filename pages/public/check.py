"""Checks a certificate, with its proof where it has one, or a receipt. Nothing of it is kept."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

from allauth.account.adapter import get_adapter
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from governance import signing
from governance.consent import receipts
from governance.devices import attempts
from governance.erasure import certificate
from governance.errors import Refusal
from governance.keys import signers
from governance.purposes.kinds import NAMES, Kind
from governance.signing import SignatureRefused, Signed, Use
from pages import dates
from pages.access import public_page
from pages.certificates.reading import Reading, is_of, read
from pages.public import check_proof, strict

LARGEST = 65_536
LONGEST_VALUE = 200
MOST = 60
"""Checks from one address in ten minutes."""
USES = {certificate.TYPE: Use.CERTIFICATE, receipts.TYPE: Use.RECEIPT}
FIELDS = ("type", "key", "payload", "signature")
PROOF = "proof"
"""What a certificate has besides, once its entry has its place in the log."""
DECIDED: dict[str, Promise] = {
    "dpv:ConsentGiven": gettext_lazy("Somebody allowed:"),
    "dpv:ConsentWithdrawn": gettext_lazy("Somebody withdrew:"),
    "dpv:ConsentExpired": gettext_lazy("A consent ended on its day:"),
    "dpv:ConsentInvalidated": gettext_lazy("A consent ended by a new version of its purpose:"),
}


class NotReadable(Refusal):
    """What was pasted or uploaded is no signed object."""

    code = "not-readable"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """A receipt in words."""

    sentence: str
    company: str
    number: str
    when: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found: a signature that holds, and what the object says.

    Attributes:
        advice: what can be done where it is not good; "" where that is nothing particular.
    """

    good: bool
    sentence: str
    advice: str = ""
    certificate: Reading | None = None
    receipt: ReceiptReading | None = None
    belongs: str = ""
    digest: str = ""
    proof: check_proof.Found | None = None


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a signature holds, what the object says, and what it does not cover."""
    if request.method != "POST":
        return render(request, "public/check.html", {})
    attempts.note("check", get_adapter(request).get_client_ip(request), MOST)
    context: dict[str, Any] = {}
    status = 200
    try:
        text = _given(request)
        context["pasted"] = text
        context["verdict"] = verdict(text, request.POST.get("email", ""), _value(request))
    except NotReadable as refusal:
        context["error"], status = refusal.message, 422
    response = render(request, "public/check.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def verdict(text: str, email: str = "", value: str = "") -> Verdict:
    """Return what a check of a text finds; with address and value also whose it is.

    Raises:
        NotReadable: it is no signed object that this page explains.
    """
    fields, proof = _fields(text)
    public = signers.public_keys(USES[fields["type"]]).get(fields["key"])
    if public is None:
        return Verdict(False, _("This Sayso does not know the key that signed it."))
    try:
        signed = Signed(
            type=fields["type"],
            key=fields["key"],
            payload=strict.from_base64url(fields["payload"]),
            signature=strict.from_base64url(fields["signature"]),
        )
        signing.check(public, signed, fields["type"])
    except SignatureRefused:
        return Verdict(False, _("The signature does not fit. Something in it was changed."))
    except ValueError as error:
        raise NotReadable(_damaged()) from error
    said = _("The signature holds. This Sayso signed it, and nothing in it was changed.")
    lost = signers.lost(USES[fields["type"]]).get(fields["key"])
    if fields["type"] != certificate.TYPE:
        return _of_lost_receipt(lost) if lost else _of_receipt(said, signed)
    found = check_proof.check(proof, fields, lost) if proof is not None else None
    if lost and not (found and found.good):
        return _of_lost_certificate(lost)
    return Verdict(
        True,
        said if found is None or found.good else _without_place(),
        certificate=read(fields),
        belongs=_whose(fields, email, value),
        digest=certificate.digest(fields),
        proof=found,
    )


def _of_receipt(said: str, signed: Signed) -> Verdict:
    return Verdict(True, said, receipt=_receipt(json.loads(signed.payload)))


def _of_lost_receipt(lost: date) -> Verdict:
    return Verdict(
        False,
        _doubt(lost),
        _(
            "A receipt carries no proof of its day. What was decided stands in the log: the person "
            "can download their own entries with their proofs, and show those."
        ),
    )


def _of_lost_certificate(lost: date) -> Verdict:
    return Verdict(
        False,
        _doubt(lost),
        _(
            "Take the certificate again from where it was given out, as a file in JSON. If the log "
            "had its entry before that day, the file carries the proof, and this page says so."
        ),
    )


def _doubt(lost: date) -> str:
    return _(
        "The key that signed it was lost on %(day)s, or became known to others. Nothing here shows "
        "that it was signed before that day."
    ) % {"day": dates.day(lost)}


def _given(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > LARGEST:
            raise NotReadable(_("This file is too large to be a certificate. Choose another one."))
        try:
            raw: bytes = file.read()
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotReadable(_damaged()) from error
    text = request.POST.get("text", "").strip()
    if not text:
        raise NotReadable(_("Choose the file, or paste what is in it."))
    if len(text) > LARGEST:
        raise NotReadable(_("This is too long to be a certificate. Paste the file in JSON."))
    return text


def _without_place() -> str:
    return _("The signature holds. The proof of its place in the log does not.")


def _fields(text: str) -> tuple[dict[str, str], object | None]:
    """Return the signed object, and the proof beside it; None where there is none."""
    try:
        whole = strict.parsed(text)
        proof = whole.pop(PROOF, None) if _may_have_proof(whole) else None
        found = strict.texts(whole, FIELDS)
    except ValueError as error:
        raise NotReadable(_damaged()) from error
    if found["type"] not in USES:
        raise NotReadable(
            _("This is no certificate and no receipt. This page checks only these two.")
        )
    return found, proof


def _may_have_proof(whole: object) -> TypeGuard[dict[str, object]]:
    """Tell whether it is an object of which a proof may be a part: a certificate."""
    return isinstance(whole, dict) and whole.get("type") == certificate.TYPE


def _whose(fields: dict[str, str], email: str, value: str) -> str:
    if not email.strip() or not value.strip():
        return ""
    if is_of(fields, email, value):
        return _("It is the certificate of the address and the value that you gave.")
    return _("It is not the certificate of the address and the value that you gave.")


def _value(request: HttpRequest) -> str:
    return request.POST.get("value", "")[:LONGEST_VALUE]


def _damaged() -> str:
    return _(
        "This is no signed file of Sayso, or a part of it is missing. Take the file in JSON as it "
        "was downloaded; a PDF cannot be checked."
    )


def _receipt(says: dict[str, Any]) -> ReceiptReading:
    status, process = says["dpv:hasConsentStatus"][0], says["dpv:hasProcess"]
    at = parse_datetime(status["dpv:isIndicatedAtTime"])
    decided = str(DECIDED.get(status["@type"][0], status["@type"][0]))
    return ReceiptReading(
        sentence=f"{decided} {process['dct:title']}",
        company=says["dpv:hasDataController"],
        number=says["dct:identifier"],
        when=dates.moment(at) if at else "",
        kinds=tuple(_kind(kind) for kind in process["dpv:hasPersonalData"]),
    )


def _kind(written: str) -> str:
    """Return the name of a kind; one that is not known here stands as it was signed."""
    kind = written.removeprefix("sayso:kind/")
    return str(NAMES[Kind(kind)]) if kind in NAMES else kind
