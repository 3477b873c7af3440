"""A record as it would be kept, invented, shown before any choice."""

from django.utils.translation import gettext as _

from governance import clock
from governance.purposes.facts import Facts
from governance.purposes.kinds import Kind
from pages.languages import current
from training.body import Body, Step


def sample(facts: Facts) -> Body:
    """Return an invented episode of the purpose's first application, of the kinds it asks for."""
    places = [application.name for application in facts.applications]
    steps = [step for step in _steps(places) if step.kind in facts.kinds]
    browser = facts.applications[0].frame_suffix is not None
    return Body(
        application=places[0],
        site=facts.sites[0] if browser and facts.sites else None,
        language=current(),
        day=clock.today(),
        part="morning",
        steps=tuple(steps) or (Step(do="app_switch", kind=Kind.APP_SWITCHES, to=places[0]),),
    )


def _steps(places: list[str]) -> list[Step]:
    booking = _("Booking <ID_1>, <ORGANISATION_1>")
    return [
        Step(do="app_switch", kind=Kind.APP_SWITCHES, to=places[0]),
        Step(
            do="window",
            kind=Kind.SCREEN_OPERATIONS,
            title=f"{booking} - {places[0]}",
        ),
        Step(do="click", kind=Kind.CLICKS, button="left", count=1, x=0.3, y=0.4, role="text field"),
        Step(
            do="type_text",
            kind=Kind.TYPED_TEXT,
            role="text field",
            field=_("Consignee"),
            text=_("Deliver to <PERSON_1>, call <PHONE_1> an hour before"),
        ),
        Step(do="shortcut", kind=Kind.SHORTCUTS, keys=("Ctrl", "S")),
        Step(do="rhythm", kind=Kind.TYPING_RHYTHM, buckets=(1, 4, 2)),
        Step(
            do="waypoints",
            kind=Kind.POINTER_PATHS,
            points=((0.1, 0.2), (0.3, 0.3), (0.5, 0.4), (0.6, 0.6)),
        ),
    ]
