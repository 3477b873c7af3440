"""Episodes put into the store as the worker puts them, for pages to show."""

from datetime import date, timedelta

from django.db import transaction

from governance import clock
from governance.consent import fence
from governance.purposes.kinds import Kind
from training import store
from training.body import Body, Step

UNSEEN = "Deliver\u202e to\x00 <PERSON_1>"


def keep(
    employee,
    text: str = UNSEEN,
    application: str = "Sheets",
    slug: str = "bookings",
    site: str | None = None,
    day: date | None = None,
):
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
                    policy_id="policy",
                    rests_until=today + timedelta(days=3),
                    goes_on=today + timedelta(days=180),
                    accepted_at=clock.now(),
                    body=Body(
                        application=application,
                        site=site,
                        language="en",
                        day=day or today,
                        part="morning",
                        steps=(
                            Step(do="app_switch", kind=Kind.APP_SWITCHES, to=application),
                            Step(do="shortcut", kind=Kind.SHORTCUTS, keys=("ctrl", "s")),
                            Step(
                                do="type_text",
                                kind=Kind.TYPED_TEXT,
                                role="entry",
                                field="Goods",
                                text=text,
                            ),
                        ),
                    ),
                )
            ]
        )
