"""The signed list of a release's files (docs/releases.md)."""

import json
from collections.abc import Sequence

from django.conf import settings

from governance import clock
from governance.audit.canonical import canonical
from governance.keys import signers
from governance.signing import Use
from training.models import Release
from training.releases.files import Written

TYPE = "sayso-release/1"


def name_of(release: Release) -> str:
    """Return the name of a release, such as `bookings-2`."""
    return f"{release.purpose}-{release.number}"


def sign(release: Release, written: Sequence[Written], policies: Sequence[str]) -> dict[str, str]:
    """Return the signed manifest as it stands in JSON."""
    payload = canonical(
        {
            "type": TYPE,
            "id": str(release.pk),
            "name": name_of(release),
            "company": settings.COMPANY,
            "purpose": release.purpose,
            "version": release.version,
            "number": release.number,
            "recipe": release.recipe,
            "redaction_policies": sorted(set(policies)),
            "rows": release.counts["rows"],
            "left_out": release.counts["left_out"],
            "begun": release.begun_on.isoformat(),
            "signed": clock.today().isoformat(),
            "ends": release.ends_on.isoformat() if release.ends_on else None,
            "files": [
                {"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in written
            ],
        }
    )
    return signers.sign(Use.RELEASE, TYPE, payload).as_json()


def as_text(signed: dict[str, str]) -> str:
    """Return the manifest as it is written."""
    return json.dumps(signed, indent=2) + "\n"
