"""Many entries at once, past the act of recording: their leaves are not true."""

from datetime import date

from governance import clock
from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry


def entries(
    count: int,
    day: date | None = None,
    role: Role = Role.COMPLIANCE,
    outcome: Outcome = Outcome.DONE,
) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            act=Act.LOG_EXPORTED,
            role=role,
            purpose="bookings" if n % 2 else "",
            outcome=outcome,
            day=day or clock.today(),
            random=b"r" * 32,
            commitment=b"c" * 32,
            leaf=b"l" * 32,
        )
        for n in range(count)
    )
