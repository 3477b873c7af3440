"""Pause, "do not ask before", "keep at most": one sealed row a person, always of one size."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction

from governance import clock
from governance.consent.models import PersonState
from governance.keys import ring, sealing
from governance.purposes.kinds import Kind

SIZE = 4096
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Private:
    """What only the person sees.

    Attributes:
        paused_until: None where not paused; `FOREVER` until the person resumes.
        paused_at_device: a device began the pause, so a device may end it.
        not_before: the day before which a kind of a purpose is not asked again.
        keep_days: for how many days at most captured data of a purpose is kept; where the person
            named none, the purpose is not in it.
    """

    paused_until: datetime | None = None
    paused_at_device: bool = False
    not_before: dict[tuple[str, Kind], date] = field(default_factory=dict)
    keep_days: dict[str, int] = field(default_factory=dict)


def read(owner: str) -> Private:
    """Return what is true now; what has passed is left out."""
    return _opened(PersonState.objects.filter(pk=owner).first())


def hold(owner: str) -> Private:
    """Lock the row and read it, before it is written or while data is stored by what it says.

    Call it inside a transaction, after the person's consent is locked where it has to be.
    """
    rows = PersonState.objects.select_for_update(no_key=True)
    return _opened(rows.filter(pk=owner).first())


def _opened(row: PersonState | None) -> Private:
    if row is None:
        return Private()
    raw = json.loads(sealing.unpad(ring.person_open(row.owner, row.sealed, _label(row.owner))))
    until = datetime.fromisoformat(raw["until"]) if raw["until"] else None
    today = clock.today()
    dates = {(p, Kind(k)): date.fromisoformat(d) for p, k, d in raw["not_before"]}
    return Private(
        paused_until=until if until and until > clock.now() else None,
        paused_at_device=bool(raw["device"]),
        not_before={name: day for name, day in dates.items() if day > today},
        keep_days=raw.get("keep", {}),
    )


@transaction.atomic
def write(owner: str, private: Private) -> None:
    """Seal and store it."""
    body = json.dumps(
        {
            "until": private.paused_until.isoformat() if private.paused_until else None,
            "device": private.paused_at_device,
            "keep": private.keep_days,
            "not_before": [[p, k, d.isoformat()] for (p, k), d in private.not_before.items()],
        }
    ).encode()
    sealed = ring.person_seal(owner, sealing.pad(body, SIZE), _label(owner))
    PersonState.objects.update_or_create(pk=owner, defaults={"sealed": sealed})


def _label(owner: str) -> str:
    return f"state|{owner}"
