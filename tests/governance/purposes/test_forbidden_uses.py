"""What evaluates, ranks, monitors, promotes or dismisses people is not written, and is told."""

import pytest

from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry
from governance.packs.load import pack
from governance.purposes import forbidden_uses, versions
from governance.purposes.errors import OfficerCannotWrite, PurposeForbidden, RoleCannotWrite
from governance.purposes.models import PurposeVersion
from tests import factories

NARROWER = "dpv:EvaluationOfIndividuals"
BROADER = "dpv:PersonnelMonitoring"


def refusals():
    return AuditEntry.objects.filter(act=Act.PURPOSE_FORBIDDEN, outcome=Outcome.REFUSED)


@pytest.mark.parametrize("term", pack("eu").forbidden_uses)
def test_every_term_of_the_pack_is_refused(term):
    assert forbidden_uses.among([term], ["eu"]) == [term]


@pytest.mark.parametrize(
    "term",
    [
        NARROWER,
        BROADER,
        "dpv:PersonnelPerformanceManagement",
        "dpv:PersonnelManagement",
        "https://w3id.org/dpv#PersonnelPromotionManagement",
        "DPV:personnelterminationmanagement",
        "PersonnelWorkloadManagement",
        " dpv:ScoringOfIndividuals ",
    ],
)
def test_narrower_and_broader_terms_are_refused_however_they_are_written(term):
    assert NARROWER not in pack("eu").forbidden_uses
    assert BROADER not in pack("eu").forbidden_uses
    assert forbidden_uses.among(["dpv:ResearchAndDevelopment", term], ["eu"]) == [term]


def test_the_european_pack_counts_wherever_people_are():
    assert forbidden_uses.among([NARROWER], []) == [NARROWER]


def test_what_the_form_offers_is_never_forbidden():
    assert forbidden_uses.among(forbidden_uses.offered(), ["eu"]) == []


def test_the_version_of_the_vocabulary_is_named():
    assert forbidden_uses.vocabulary().version == "2.3"


def test_a_refused_use_leaves_an_entry_and_no_version(company):
    before = PurposeVersion.objects.count()
    owner = company.staff[Role.PURPOSE_OWNER].user
    with pytest.raises(PurposeForbidden) as refused:
        versions.propose("bookings", factories.facts(dpv_purposes=(NARROWER,)), owner)
    assert refused.value.terms == (NARROWER,)
    assert PurposeVersion.objects.count() == before
    assert [(e.purpose, e.role) for e in refusals()] == [("bookings", Role.PURPOSE_OWNER)]


def test_a_name_that_is_no_purpose_does_not_enter_the_log(company):
    owner = company.staff[Role.PURPOSE_OWNER].user
    with pytest.raises(PurposeForbidden):
        versions.propose("tom-brandt", factories.facts(dpv_purposes=(NARROWER,)), owner)
    assert refusals().get().purpose == ""


def test_a_compliance_officer_writes_no_purpose(company):
    with pytest.raises(OfficerCannotWrite):
        versions.propose("x", factories.facts(), company.staff[Role.COMPLIANCE].user)


def test_holding_another_role_too_does_not_let_a_compliance_officer_write(company):
    from django.contrib.auth.models import Group

    officer = company.staff[Role.COMPLIANCE].user
    officer.groups.add(Group.objects.get(name=Role.PURPOSE_OWNER))
    with pytest.raises(OfficerCannotWrite):
        versions.propose("x", factories.facts(), officer)


@pytest.mark.parametrize("role", [Role.HR, Role.REPRESENTATIVE, Role.STEWARD])
def test_only_a_purpose_owner_writes(role, company):
    with pytest.raises(RoleCannotWrite):
        versions.propose("x", factories.facts(), company.staff[role].user)
