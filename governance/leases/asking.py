"""The question that a device must be answered once, before it records what was just allowed."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from governance.directory.models import Employee
from governance.leases import budget
from governance.leases.proving import text_of
from governance.leases.state import Question
from governance.purposes.kinds import NAMES, Kind
from governance.purposes.models import PurposeVersion

NAMESPACE = uuid.UUID("5c1a52c4-6f3e-4b39-8c5e-0a4f2c7e9d11")
TEXT_MOST = 300


def question(
    device_id: uuid.UUID,
    employee: Employee,
    version: PurposeVersion,
    epoch: uuid.UUID,
    kinds: Collection[Kind],
) -> Question:
    """Return the question about kinds of one version, in the language of the notice.

    Its id is made of all that it asks, so that asking again is the same question.
    """
    facts = version.facts
    language, notice = facts.notice(employee.language)
    ordered = tuple(kind for kind in Kind if kind in kinds)
    name, sha256 = notice.name[: budget.SHORT], facts.notice_sha256(language)
    subject = text_of(version).subject
    asked = [str(device_id), version.purpose_id, subject, epoch, sha256, *ordered]
    return Question(
        id=uuid.uuid5(NAMESPACE, "|".join(str(part) for part in asked)),
        purpose=version.purpose_id,
        name=name,
        version=version.number,
        epoch=epoch,
        kinds=ordered,
        notice_sha256=sha256,
        subject=subject,
        text=_text(language, name, ordered),
        language=language,
    )


def _text(language: str, name: str, kinds: Collection[Kind]) -> str:
    with translation.override(language):
        listed = ", ".join(str(NAMES[kind]) for kind in kinds)
        text = gettext(
            "May this computer record for %(company)s, for “%(purpose)s”: %(kinds)s?"
        ) % {"company": settings.COMPANY, "purpose": name, "kinds": listed}
    return text[:TEXT_MOST]
