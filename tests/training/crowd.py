"""Many people with many episodes, put into the store as the worker puts them."""

from datetime import timedelta

from django.db import transaction

from governance import clock
from governance.consent import fence
from governance.directory.models import Employee
from governance.purposes.kinds import Kind
from tests import factories
from training import store
from training.body import Body, Step

OLD = timedelta(days=-10)


def people(number: int, slug: str = "bookings", kinds=factories.ORDINARY) -> list[Employee]:
    """People who allowed everything a while ago."""
    with clock.shifted(timedelta(days=-3)):
        found = [factories.person() for _ in range(number)]
        for one in found:
            factories.allow(one, slug, kinds)
    return found


def body(title: str = "Bookings", application: str = "Sheets", text: str = "Deliver <PERSON_1>"):
    return Body(
        application=application,
        language="en",
        day=clock.today(),
        part="morning",
        steps=(
            Step(do="app_switch", kind=Kind.APP_SWITCHES, to=application),
            Step(do="window", kind=Kind.SCREEN_OPERATIONS, title=title),
            Step(do="click", kind=Kind.CLICKS, button="left", count=1, x=0.5, y=0.25, role="cell"),
            Step(do="type_text", kind=Kind.TYPED_TEXT, role="entry", field="Goods", text=text),
        ),
    )


def keep(employee: Employee, *bodies: Body, slug: str = "bookings", rests: int = -1, goes=180):
    """Store episodes of a person; `rests` and `goes` are days from today."""
    today = clock.today()
    with transaction.atomic():
        held = fence.hold(employee.owner, [slug]).standings[slug]
        store.add(
            [
                store.NewEpisode(
                    owner=employee.owner,
                    purpose=slug,
                    epoch=held.epoch,
                    version=held.version,
                    policy_id="policy-1",
                    rests_until=today + timedelta(days=rests),
                    goes_on=today + timedelta(days=goes),
                    accepted_at=clock.now(),
                    body=one,
                )
                for one in bodies or (body(),)
            ]
        )


def crowd(number: int = 6, each: int = 2, slug: str = "bookings") -> list[Employee]:
    """People with some rested episodes on a screen that they share."""
    found = people(number, slug)
    for one in found:
        keep(one, *(body() for _ in range(each)), slug=slug)
    return found
