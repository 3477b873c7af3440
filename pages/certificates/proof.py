"""The place of a certificate in the log: in the file as its proof, on pages and paper in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.audit import checkpoints, proved
from governance.erasure import certificate
from governance.signing import decode
from pages import dates


@dataclass(frozen=True, slots=True)
class Place:
    """Where the entry of a certificate stands in the log."""

    index: int
    size: int
    day: date

    @property
    def words(self) -> str:
        """The place in a sentence.."""
        return _("In the log of %(size)s entries it has the place %(index)s, of %(day)s.") % {
            "size": dates.number(self.size),
            "index": dates.number(self.index),
            "day": dates.day(self.day),
        }


def file_of(signed: Mapping[str, str]) -> dict[str, object]:
    """Return the signed object with its proof; without one where the entry has no place yet."""
    found = _proof(signed)
    return {**signed, "proof": found} if found else dict(signed)


def place_of(signed: Mapping[str, str]) -> Place | None:
    """Return the place of a certificate in the log; None where it has none yet."""
    found = _proof(signed)
    if found is None:
        return None
    size = checkpoints.read(str(found["checkpoint"])).size
    return Place(int(str(found["index"])), size, _done(signed))


def said(signed: Mapping[str, str]) -> str:
    """Say where a certificate stands in the log, or that its place follows."""
    place = place_of(signed)
    if place is not None:
        return place.words
    return _("Its place in the log follows within seconds. The file is valid without it, too.")


def _proof(signed: Mapping[str, str]) -> proved.Proof | None:
    return proved.of_certificate(certificate.digest(signed), _done(signed))


def _done(signed: Mapping[str, str]) -> date:
    return date.fromisoformat(json.loads(decode(signed["payload"]))["done"])
