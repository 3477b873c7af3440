"""Episodes whose kinds go on several days."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from governance import clock
from governance.consent import fence
from governance.directory.models import Employee
from governance.purposes.kinds import Kind
from training import own, store
from training.body import Body, Step

SEVERAL = {Kind.TYPED_TEXT: 10, Kind.SCREEN_OPERATIONS: 20, Kind.CLICKS: 30}


def body(day: date | None = None, application: str = "Sheets") -> Body:
    return Body(
        application=application,
        language="en",
        day=day or clock.today(),
        part="morning",
        steps=(
            Step(do="window", kind=Kind.SCREEN_OPERATIONS, title="Bookings"),
            Step(do="click", kind=Kind.CLICKS, button="left", count=1, role="cell", name="Save"),
            Step(do="type_text", kind=Kind.TYPED_TEXT, role="entry", text="Deliver"),
        ),
    )


def keep(
    employee: Employee,
    after: Mapping[Kind, int],
    one: Body | None = None,
    slug: str = "bookings",
) -> None:
    """Store an episode that rests no more; `after` are days from today by kind."""
    today = clock.today()
    with transaction.atomic():
        held = fence.hold(employee.owner, [slug]).standings[slug]
        new = store.NewEpisode(
            owner=employee.owner,
            purpose=slug,
            epoch=held.epoch,
            version=held.version,
            policy_id="policy-1",
            rests_until=today - timedelta(days=1),
            goes_on=today + timedelta(days=180),
            accepted_at=clock.now(),
            body=one or body(),
            goes={kind: today + timedelta(days=days) for kind, days in after.items()},
        )
        store.add([new])


def held(employee: Employee) -> list[set[Kind]]:
    """The kinds in each episode of a person."""
    return [set(view.body.held) for view in own.every(employee.owner)]
