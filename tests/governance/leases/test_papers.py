"""Who has to approve is told at enrolment, hangs on paper, and is kept when the law changes."""

import shutil

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command

from capture.protocol.decoding import decode
from capture.protocol.lease import Doubt, LeasePayload, LeaseRefused
from capture.protocol.log import LOG_KEY, fingerprint, verifier_key
from capture.protocol.messages import Enrolled
from capture.protocol.proving import Known, check_evidence
from governance import clock
from governance.audit import known, sequencer
from governance.audit.acts import Role
from governance.devices import enrolment
from governance.devices.errors import EnrolmentUnknown
from governance.directory.models import Employee, Status
from governance.leases import issue, trust
from governance.packs import load
from tests import factories
from tests.capture.ingest.desk import Desk
from tests.capture.ingest.test_enrolling import confirm, opened

BOTH = ("compliance", "representative")
ALONE = ("compliance",)


@pytest.fixture
def law(tmp_path, monkeypatch):
    """Policy packs of their own, whose approvals can be changed as files are."""
    shutil.copytree(load.LAW, tmp_path / "law")
    monkeypatch.setattr(load, "LAW", tmp_path / "law")

    def forget() -> None:
        for one in (load.pack, load.chain, load.codes):
            one.cache_clear()

    def change(code: str, *approvals: str) -> None:
        path = tmp_path / "law" / f"{code}.yaml"
        said = {**yaml.safe_load(path.read_text()), "approvals": list(approvals)}
        path.write_text(yaml.safe_dump(said))
        forget()

    forget()
    yield change
    monkeypatch.undo()
    forget()


def told(desk: Desk, employee) -> Enrolled:
    """Return what a computer is told while it is enrolled over the wire."""
    found = opened(desk, employee.login)
    words = enrolment.enter_code(employee, found.code).words
    enrolled = decode(Enrolled, confirm(desk, found.enrolment, words).content)
    desk.device, desk.owner = enrolled.device, enrolled.owner
    return enrolled


def kept(desk: Desk, enrolled: Enrolled) -> Known:
    """Return what a device knows by what it was told at enrolment."""
    return Known(
        device=desk.device,
        public=Ed25519PublicKey.from_public_bytes(desk.public),
        owner=desk.owner,
        approvers=frozenset(enrolled.approvers),
        origin=enrolled.log.origin,
        keys=tuple(verifier_key(one, LOG_KEY) for one in enrolled.log.keys),
        witnesses=(),
        newest=None,
        decided={},
    )


def lease(desk: Desk) -> LeasePayload:
    signed = issue.state_for(desk.device, b"n" * 16, 0.0).lease
    assert signed is not None
    return decode(LeasePayload, signed.payload)


def papers() -> dict[tuple[str, ...], str]:
    return {one.approvers: one.fingerprint for one in trust.papers(known.of())}


def test_a_law_that_no_longer_asks_for_a_role_changes_the_paper_and_no_device(company, law):
    before = Desk()
    at_first = told(before, company.employee)
    assert papers() == {BOTH: fingerprint(at_first.log, at_first.approvers)}
    law("eu", "compliance")
    after = Desk()
    since = told(after, company.employee)
    assert papers() == {ALONE: fingerprint(since.log, since.approvers)}
    assert fingerprint(since.log, since.approvers) != fingerprint(at_first.log, at_first.approvers)
    factories.purpose("letters", staff=company.staff, approving=(Role.COMPLIANCE,))
    factories.allow(company.employee, "letters")
    for desk in (before, after):
        assert desk.say().status_code == 200
    assert check_evidence(lease(after), (), kept(after, since), clock.now()).decided
    with pytest.raises(LeaseRefused) as refused:
        check_evidence(lease(before), (), kept(before, at_first), clock.now())
    assert refused.value.doubt is Doubt.NOT_APPROVED


def test_what_both_approved_goes_on_when_the_law_asks_for_one(company, law):
    desk = Desk()
    at_first = told(desk, company.employee)
    factories.allow(company.employee)
    assert desk.say().status_code == 200
    law("eu", "compliance")
    assert check_evidence(lease(desk), (), kept(desk, at_first), clock.now()).decided


def test_each_law_where_somebody_works_is_on_one_paper(company):
    sequencer.run()
    assert set(papers()) == {BOTH}
    factories.person(jurisdiction="us_ca")
    factories.person(jurisdiction="de")
    first, second = trust.papers(known.of())
    assert (first.approvers, second.approvers) == (BOTH, ALONE)
    assert sorted((*first.jurisdictions, *second.jurisdictions)) == list(load.codes())
    assert second.jurisdictions == ("us_ca",)
    assert first.fingerprint != second.fingerprint


def test_who_left_needs_no_paper_and_an_empty_directory_has_the_strict_one(both):
    sequencer.run()
    assert set(papers()) == {BOTH}
    there = factories.person(jurisdiction="us_ca")
    assert set(papers()) == {ALONE}
    Employee.objects.filter(pk=there.pk).update(status=Status.LEAVER)
    assert set(papers()) == {BOTH}


@pytest.mark.parametrize("law_of", ["de", "eu", "jp", "uk", "us_ca", "nowhere"])
def test_what_each_computer_is_told_hangs_on_a_paper(company, law_of):
    person = factories.person(jurisdiction=law_of)
    enrolled = told(Desk(), person)
    shown = fingerprint(enrolled.log, enrolled.approvers)
    assert papers()[tuple(enrolled.approvers)] == shown


def test_the_command_prints_each_paper_with_its_roles(company, capsys):
    sequencer.run()
    factories.person(jurisdiction="us_ca")
    call_command("audit", "fingerprint")
    printed = [f"{digits}  {', '.join(roles)}" for roles, digits in papers().items()]
    assert capsys.readouterr().out.splitlines() == printed
    assert len(printed) == 2


def test_where_nobody_is_nobody_is_told_who_has_to_approve(company):
    sequencer.run()
    with pytest.raises(EnrolmentUnknown):
        trust.of("0" * 64)
