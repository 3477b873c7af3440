"""Hours: the sign never says that it records when the agent, by the same hours, does not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from capture.agent.matching import within
from capture.protocol.lease import Hours as Wire
from governance import clock
from governance.devices import presence
from governance.keys import intake
from governance.leases import hours, queries
from governance.purposes.facts import Hours
from pages import sign
from tests import factories
from tests.capture.ingest.desk import enrolled

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(days=(1, 2, 3, 4, 5), start="08:00", end="17:00", zone="Europe/Berlin")
NIGHT = Hours(days=(5,), start="22:00", end="06:00", zone="Europe/Berlin")
ALWAYS = Hours(days=(1, 2, 3, 4, 5, 6, 7), start="00:00", end="24:00", zone="UTC")
UNKNOWN = Hours(days=(1,), start="00:00", end="24:00", zone="Moon/Crater")
FRIDAY = datetime(2026, 11, 27, 12, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("these", [OFFICE, NIGHT, ALWAYS, UNKNOWN], ids=str)
def test_page_and_agent_agree_at_every_quarter_of_an_hour_of_two_weeks(these):
    wire = Wire.model_validate(
        {"days": these.days, "from": these.start, "to": these.end, "zone": these.zone}
    )
    for n in range(14 * 96):
        moment = datetime(2026, 10, 19, tzinfo=UTC) + n * timedelta(minutes=15)
        assert (hours.ends(these, moment) is not None) == within(wire, moment), moment


def test_the_end_and_the_next_beginning():
    assert hours.ends(OFFICE, FRIDAY) == datetime(2026, 11, 27, 17, 0, tzinfo=BERLIN)
    assert hours.begins(OFFICE, FRIDAY) == datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)
    assert hours.ends(ALWAYS, FRIDAY) >= FRIDAY + timedelta(days=6)


@pytest.fixture
def working(company):
    """Somebody who allowed everything, and whose device has been heard."""
    factories.purpose(staff=company.staff, hours=OFFICE)
    desk = enrolled(company.employee)
    factories.allow(company.employee)
    assert desk.say().status_code == 200
    presence.heard(desk.device)
    return company.employee


def words_at(employee, moment: datetime) -> str:
    with clock.at(moment):
        intake.rotate()
        return sign.of(employee).sentence


def test_inside_the_hours_the_sign_says_until_when(working):
    words = words_at(working, _next(1, 10))
    assert words.endswith("in Cargo Desk and Sheets, until 17:00 (Europe/Berlin).")


def test_outside_the_hours_nothing_is_said_to_be_recorded(working):
    saturday = _next(6, 10)
    words = words_at(working, saturday)
    with clock.at(saturday):
        view = queries.sign_of(working)
    assert (view.state, view.devices) == (queries.SignState.OFF, ())
    assert words.startswith("Nothing of yours is being recorded.")
    assert "at 08:00 (Europe/Berlin)" in words


def _next(weekday: int, hour: int) -> datetime:
    """Return the next such day after the time of notice, at an hour in Berlin."""
    day = clock.now().astimezone(BERLIN).replace(hour=hour, minute=0) + timedelta(days=1)
    while day.isoweekday() != weekday:
        day += timedelta(days=1)
    return day
