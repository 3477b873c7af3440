"""Nobody acts on their own request, in no role and in no way."""

import pytest
from django.contrib.auth.models import Group

from governance.audit.acts import STAFF, Role
from governance.rights import machine, requests
from governance.rights.errors import (
    OwnRequest,
)
from governance.rights.models import RightsRequest
from tests import factories
from tests.requests import asked, confirmed, hr, propose

ROLES = (*STAFF, Role.EMPLOYEE, Role.SYSTEM)


def own_by_row(leaver):
    user = factories.user_of(leaver)
    request = confirmed(leaver)
    RightsRequest.objects.filter(pk=request.pk).update(email="private@elsewhere.example")
    request.refresh_from_db()
    return request, user


def own_by_mail(leaver):
    return asked(leaver.email.upper()), factories.user_of(leaver)


@pytest.mark.parametrize("own", [own_by_row, own_by_mail])
def test_nobody_acts_on_their_own_request(leaver, own):
    request, user = own(leaver)
    user.groups.set(Group.objects.filter(name__in=[Role.HR, Role.COMPLIANCE]))
    other = hr()
    assert machine.choices(request, user, Role.HR) == []
    acts = [
        lambda: requests.assign(request, user, other),
        lambda: requests.assign(request, other, user),
        lambda: requests.match(request, leaver, user),
        lambda: requests.confirm(request, "me", user),
        lambda: machine.step(request, "execute", user, Role.HR),
        lambda: machine.step(request, "extend", user, Role.HR, "complexity", "Text."),
    ]
    for act in acts:
        with pytest.raises(OwnRequest):
            act()


def test_nobody_agrees_to_the_answer_to_their_own_request(both):
    factories.everyone()
    officer = factories.person("Olga", (Role.COMPLIANCE,), email="olga@kestrel.example")
    request = confirmed(officer)
    waiting = propose(request)
    with pytest.raises(OwnRequest):
        machine.countersign(waiting, True, factories.user_of(officer), "")


def test_nobody_is_matched_to_themselves(both):
    factories.everyone()
    person = factories.person("Hanna", (Role.HR,), email="hanna@kestrel.example")
    request = asked("other@elsewhere.example")
    with pytest.raises(OwnRequest):
        requests.match(request, person, factories.user_of(person))
    request.refresh_from_db()
    assert request.employee is None
