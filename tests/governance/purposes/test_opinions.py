"""The compliance officer advises on what waits; a refusal has a reason; silence is no approval."""

import pytest

from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.purposes import approvals, opinions, versions
from governance.purposes.errors import NotProposed, ReasonNeeded, RoleCannotApprove
from governance.purposes.models import Verdict, VersionState
from tests import factories


@pytest.fixture
def waiting(company):
    owner = company.staff[Role.PURPOSE_OWNER].user
    return versions.propose("bookings", factories.facts(retention_days=90), owner)


def test_an_opinion_is_kept_and_told(waiting, company):
    officer = company.staff[Role.COMPLIANCE].user
    opinions.give(waiting, officer, " It is about the agent. ")
    assert waiting.opinions.get().text == "It is about the agent."
    assert AuditEntry.objects.filter(act=Act.PURPOSE_OPINION, purpose="bookings").count() == 1


def test_nobody_else_gives_it(waiting, company):
    with pytest.raises(RoleCannotApprove):
        opinions.give(waiting, company.staff[Role.HR].user, "Fine.")


def test_an_opinion_has_words_and_a_version_that_waits(waiting, company):
    officer = company.staff[Role.COMPLIANCE].user
    with pytest.raises(ReasonNeeded):
        opinions.give(waiting, officer, " ")
    with pytest.raises(NotProposed):
        opinions.give(company.version, officer, "Late.")


def test_a_refusal_has_a_reason(waiting, company):
    speaker = company.staff[Role.REPRESENTATIVE].user
    with pytest.raises(ReasonNeeded):
        approvals.decide(waiting, speaker, Role.REPRESENTATIVE, Verdict.REFUSED)
    refused = approvals.decide(waiting, speaker, Role.REPRESENTATIVE, Verdict.REFUSED, "Too wide.")
    assert refused.state == VersionState.REFUSED


def test_one_approval_is_not_enough(waiting, company):
    officer = company.staff[Role.COMPLIANCE].user
    found = approvals.decide(waiting, officer, Role.COMPLIANCE, Verdict.APPROVED)
    assert found.state == VersionState.PROPOSED
    company.version.refresh_from_db()
    assert company.version.state == VersionState.IN_FORCE
