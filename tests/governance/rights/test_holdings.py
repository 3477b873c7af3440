"""Requests are a holding: a person gets theirs, erasure leaves them as proof, they end in time."""

import json
from datetime import timedelta

from governance import clock
from governance.holdings import walk
from governance.rights.holdings import RequestsHolding
from governance.rights.models import AskLink, RequestStep, RightsRequest, State
from tests import factories
from tests.requests import asked, carried_out, confirmed, link_to

HELD = RequestsHolding()


def test_a_person_gets_what_they_asked_and_no_login_of_staff(both):
    person, other = factories.person(email="a@k.example"), factories.person(email="b@k.example")
    request = confirmed(person)
    confirmed(other)
    files = dict(HELD.export(person.owner))
    assert list(files) == [f"{request.reference}.json"]
    assert HELD.count(person.owner) == 1
    written = json.dumps(files)
    assert "b@k.example" not in written
    assert all(str(step.by_id) not in written for step in RequestStep.objects.exclude(by=None))


def test_erasing_everything_leaves_the_request_and_its_certificate(lasting_company):
    request = carried_out(confirmed(lasting_company.employee))
    assert request.state == State.FULFILLED
    owner = lasting_company.employee.owner
    assert f"requests/{request.reference}.json" in dict(walk.export(owner))
    assert any(name.startswith("erasures/") for name in dict(walk.export(owner)))


def test_a_request_ends_with_the_limitation_period_of_its_law(both):
    ids = {}
    for code, years in (("de", 3), ("uk", 6), ("jp", 3)):
        request = asked(f"{code}@k.example", jurisdiction=code)
        ids[code] = request.pk
        day = clock.today() - timedelta(days=366 * years + 1)
        RightsRequest.objects.filter(pk=request.pk).update(state=State.REFUSED, closed_on=day)
    still = asked("open@k.example")
    young = asked("young@k.example", jurisdiction="uk")
    day = clock.today() - timedelta(days=366 * 4)
    RightsRequest.objects.filter(pk=young.pk).update(state=State.REFUSED, closed_on=day)
    HELD.expire()
    assert set(RightsRequest.objects.values_list("pk", flat=True)) == {still.pk, young.pk}


def test_links_end_in_their_time(both):
    link = link_to("a@k.example")
    with clock.at(clock.now() + timedelta(days=2)):
        HELD.expire()
    assert not AskLink.objects.filter(pk=link.pk).exists()
