"""Two leavers' requests, one with episodes and one who refused, and one that nobody knows.

To HR they are equal but for name, reference and dates: nothing that the rights room hands out
depends on whether anything was there.
"""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.audit.acts import Role
from governance.consent import decisions
from governance.rights import executing, letters, machine, queries
from governance.signing import decode
from tests import factories
from tests.factories import ORDINARY
from tests.redaction import batches
from tests.requests import confirmed, done, hr
from training.models import Episode


def seen(request, user) -> list[object]:
    """Return all that HR reads of a request, without its name, reference and dates."""
    request.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        found = [
            [(line.move, line.words, line.by, line.state) for line in queries.timeline(request)],
            machine.choices(request, user, Role.HR),
            queries.places(),
            queries.progress(request),
            len(queries.certificate_sha256(request)),
            request.state,
        ]
    return [*found, [re.sub(r"'[^']*'", "?", q["sql"]) for q in asked.captured_queries]]


def story(employee, name="") -> list[list[object]]:
    """Take a request from end to end and return what HR sees at every stage."""
    user = hr()
    request = confirmed(employee, name=name)
    stages = [seen(request, user)]
    machine.step(request, "execute", user, Role.HR)
    stages.append(seen(request, user))
    executing.begin(request.pk)
    stages.append(seen(request, user))
    done(request)
    executing.finish(request.pk)
    letters.send_due(request.pk)
    stages.append(seen(request, user))
    return stages


@pytest.fixture
def leavers(lasting_company):
    """Somebody with episodes, and somebody who refused everything."""
    company = lasting_company
    factories.allow(company.employee)
    device = batches.device(company.employee)
    for _ in range(5):
        batches.work(batches.accept(company.employee, device))
    batches.accept(company.employee, device)
    assert Episode.objects.count() == 5
    for kind in ORDINARY:
        decisions.refuse(company.other, company.slug, kind)
    return company.employee, company.other


def test_hr_cannot_tell_who_refused_nor_who_was_never_here(leavers):
    recorded, refused = leavers
    first, second, third = story(recorded), story(refused), story(None, "A Stranger")
    assert first == second
    assert without_match(first) == without_match(third)


def without_match(stages):
    """Leave out what HR itself decided: that somebody is in the directory, or is not."""
    return [stage[:-1] for stage in stages]


def test_certificates_have_one_shape(leavers):
    shapes = []
    for employee in (*leavers, None):
        request = confirmed(employee)
        machine.step(request, "execute", hr(), Role.HR)
        executing.begin(request.pk)
        request.refresh_from_db()
        done(request)
        executing.finish(request.pk)
        signed = queries.certificate_of(request)
        payload = json.loads(decode(signed["payload"]))
        assert payload["answers"]["request"] == request.reference
        shapes.append([sorted(payload), sorted(payload["deleted"]), sorted(payload["answers"])])
    assert shapes[0] == shapes[1] == shapes[2]
