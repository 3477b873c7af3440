"""Devices, enrolments, answers and words about stopping as a holding."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model

from governance import clock
from governance.devices import forgetting, names, revocation
from governance.devices.models import Acknowledgement, Device, DeviceAnswer, Enrolment, Forget
from governance.holdings.registry import Scope, register

KEPT_AFTER_END = timedelta(minutes=10)


class DevicesHolding:
    """What enrolment and the devices left of a person."""

    name = "devices"
    models: tuple[type[Model], ...] = (Device, Enrolment, DeviceAnswer, Acknowledgement, Forget)

    def count(self, owner: str) -> int:
        """Count the devices."""
        return Device.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield the devices, and what was answered at them."""
        rows = Device.objects.filter(owner=owner).order_by("enrolled_week", "pk")
        yield "devices.json", [_described(row) for row in rows]
        answers = DeviceAnswer.objects.filter(owner=owner).order_by("purpose", "version", "pk")
        yield "device-answers.json", [row.statement for row in answers]

    def erase(self, scope: Scope) -> int:
        """Delete answers to what is erased; with everything, the devices and all that hangs on.

        One kind going leaves the answers: they say what may be recorded, not what was.
        """
        if scope.everything:
            gone, _ = Device.objects.filter(owner=scope.owner).delete()
            orphans, _ = Enrolment.objects.filter(owner=scope.owner).delete()
            return gone + orphans
        if scope.kind is not None:
            return 0
        answers = DeviceAnswer.objects.filter(owner=scope.owner)
        if scope.purpose is not None:
            answers = answers.filter(purpose=scope.purpose)
        if scope.epoch is not None:
            answers = answers.filter(epoch=scope.epoch)
        gone, _ = answers.delete()
        return gone

    def expire(self) -> int:
        """Delete enrolments that ended, and orders to forget that were heard."""
        gone, _ = Enrolment.objects.filter(ends_at__lt=clock.now() - KEPT_AFTER_END).delete()
        return gone + forgetting.expire()

    def note_gone(self) -> None:
        """Let the deletion ledger know of every device that was revoked."""
        revocation.note_gone()


def _described(row: Device) -> dict[str, object]:
    named = names.of(row)
    return {
        "id": str(row.pk),
        "name": named.name,
        "login": named.login,
        "enrolled": row.enrolled_week,
        "revoked": row.revoked,
    }


def register_all() -> None:
    """Register the devices."""
    register(DevicesHolding())
