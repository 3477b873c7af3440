"""Receipts: signed JSON-LD after ISO/IEC TS 27560:2023 with terms of the W3C DPV 2.3.

A receipt proves what was decided on a day; nothing tells anyone else whether it still holds.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from governance.audit.canonical import canonical
from governance.consent.models import Consent, ConsentRecord, Decision
from governance.erasure.models import Erasure
from governance.keys import ring, signers
from governance.keys.sealing import SealBroken
from governance.purposes.models import PurposeVersion
from governance.signing import Use, decode

TYPE = "sayso-receipt/1"
STATUS = {
    Decision.GIVEN: "dpv:ConsentGiven",
    Decision.NARROWED: "dpv:ConsentGiven",
    Decision.WITHDRAWN: "dpv:ConsentWithdrawn",
    Decision.EXPIRED: "dpv:ConsentExpired",
    Decision.SUPERSEDED: "dpv:ConsentInvalidated",
}
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "ai": "https://w3id.org/dpv/ai#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sayso": "urn:sayso:",
}


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A line of the ledger as its person sees it."""

    id: uuid.UUID
    purpose: str
    name: str
    decision: Decision
    kinds: tuple[str, ...]
    version: int
    language: str
    at: datetime


def build(
    line: ConsentRecord,
    consent: Consent,
    version: PurposeVersion,
    language: str,
    at: datetime,
    ended: uuid.UUID | None = None,
) -> bytes:
    """Return the signed receipt of a decision as JSON bytes.

    `ended` is the epoch that a withdrawal ended: a lease for it that was given later can be shown
    to contradict this receipt.
    """
    body = canonical(_receipt(line, consent, version, language, at) | _epochs(consent, ended))
    return json.dumps(signers.sign(Use.RECEIPT, TYPE, body).as_json()).encode()


def label(record_id: uuid.UUID) -> str:
    """Return what a sealed receipt is bound to."""
    return f"receipt|{record_id}"


def one(owner: str, record_id: uuid.UUID) -> dict[str, str] | None:
    """Return one signed receipt of a person, as it can be handed out; None where it is gone."""
    line = ConsentRecord.objects.filter(owner=owner, pk=record_id).first()
    found = next(_still_there([line] if line else []), None)
    return found[1] if found else None


def of(owner: str) -> list[ReceiptView]:
    """Return a person's receipts, newest first; what was erased with everything is not there.

    Of two within a second, which is all that a receipt tells, the later of a purpose is first.
    """
    lines = ConsentRecord.objects.filter(owner=owner).order_by("-number")
    views = [_view(line, signed) for line, signed in _still_there(lines)]
    return sorted(views, key=lambda view: view.at, reverse=True)


def _still_there(
    lines: Iterable[ConsentRecord],
) -> Iterator[tuple[ConsentRecord, dict[str, str]]]:
    """Yield lines with their receipts, without those whose key was destroyed with everything.

    A line that does not open though nothing was erased is a fault, and stays one.
    """
    for line in lines:
        try:
            opened = ring.person_open(line.owner, line.sealed, label(line.pk))
        except (ring.KeyGone, SealBroken):
            if not Erasure.objects.filter(owner=line.owner, everything=True).exists():
                raise
            continue
        yield line, json.loads(opened)


def _view(line: ConsentRecord, signed: dict[str, str]) -> ReceiptView:
    receipt = json.loads(decode(signed["payload"]))
    status = receipt["dpv:hasConsentStatus"][0]
    process = receipt["dpv:hasProcess"]
    return ReceiptView(
        id=line.pk,
        purpose=line.purpose,
        name=process["dct:title"],
        decision=Decision(line.decision),
        kinds=tuple(kind.removeprefix("sayso:kind/") for kind in process["dpv:hasPersonalData"]),
        version=line.version,
        language=receipt["dpv:hasNotice"]["dct:language"],
        at=datetime.fromisoformat(status["dpv:isIndicatedAtTime"]),
    )


def _epochs(consent: Consent, ended: uuid.UUID | None) -> dict[str, object]:
    if ended is not None:
        return {"sayso:epochEnded": str(ended)}
    return {"sayso:epoch": str(consent.epoch)}


def _receipt(
    line: ConsentRecord, consent: Consent, version: PurposeVersion, language: str, at: datetime
) -> dict[str, object]:
    facts = version.facts
    used, notice = facts.notice(language)
    indicated = "dpv:DataSubject" if line.decision not in ("expired", "superseded") else "sayso:"
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": str(line.pk),
        "dct:conformsTo": "https://w3id.org/dpv/schema/dpv-27560#receipt-full",
        "dpv:hasDataSubject": {
            "@id": f"urn:sha256:{hashlib.sha256(consent.owner.encode()).hexdigest()}",
            "skos:broader": "dpv:Employee",
        },
        "dpv:hasDataController": settings.COMPANY,
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasJurisdiction": list(facts.jurisdictions),
        "dpv:hasProcess": {
            "@type": "dpv:Process",
            "@id": f"sayso:purpose/{line.purpose}/{line.version}",
            "dct:title": notice.name,
            "dpv:hasPurpose": list(facts.dpv_purposes),
            "dpv:hasLegalBasis": facts.legal_basis,
            "dpv:hasPersonalData": [f"sayso:kind/{kind}" for kind in sorted(consent.ends)],
            "dpv:hasRecipient": list(facts.recipients),
            "dpv:hasStorageCondition": [
                {"@type": "dpv:StorageLocation", "dpv:hasLocation": notice.kept_where},
                {
                    "@type": "dpv:StorageDuration",
                    "dpv:hasDuration": f"P{facts.retention_days}D",
                },
            ],
        },
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "@id": f"sayso:notice/{line.purpose}/{line.version}/{used}",
            "dct:language": used,
            "sayso:sha256": facts.notice_sha256(language),
        },
        "dpv:hasConsentControl": {
            "@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent"],
            "dpv:isExercisedAt": f"{settings.PUBLIC_URL}/purposes/{line.purpose}/",
        },
        "dpv:hasRight": [
            {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"]}
            for article in ("A7-3", "A13", "A15", "A16", "A17", "A18", "A20", "A77")
        ],
        "dpv:hasConsentStatus": [
            {
                "@type": [STATUS[Decision(line.decision)], "dpv:ExplicitlyExpressedConsent"],
                "dpv:isIndicatedBy": indicated,
                "dpv:hasIndicationMethod": "web form",
                "dpv:isIndicatedAtTime": at.isoformat(timespec="seconds"),
                "sayso:ends": dict(sorted(consent.ends.items())),
            }
        ],
    }
