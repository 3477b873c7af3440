"""A lease carries what proves it, and what cannot be proved is in none."""

import base64
import hashlib
import json
import uuid
from datetime import timedelta
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from capture.ingest import telling
from capture.protocol.decoding import decode
from capture.protocol.envelope import open_envelope
from capture.protocol.lease import LeasePayload
from capture.protocol.messages import STATE_SIZE, AnswerPayload, State
from governance import clock
from governance.audit import sequencer
from governance.audit.acts import Act, Role
from governance.audit.models import AuditClosed
from governance.audit.record import Actor, record
from governance.consent import decisions
from governance.consent.models import Consent
from governance.devices.models import DeviceAnswer
from governance.keys import ring, rotation
from governance.leases import budget, issue, proving
from governance.purposes.facts import Application
from governance.purposes.kinds import Kind
from governance.purposes.models import Purpose, PurposeVersion
from governance.signing import Use
from tests import factories
from tests.capture.ingest.desk import Desk, enrolled, epoch_of
from tests.capture.protocol.proof_check import begins, climbed, leaf_of, nodes_of
from tests.sequenced import late

NONCE = b"n" * 16
_numbers = count(1)


@pytest.fixture
def desk(company) -> Desk:
    """A computer whose person has allowed everything ordinary and said Yes."""
    one = enrolled(company.employee)
    factories.allow(company.employee)
    assert one.say().status_code == 200
    return one


def lease(desk: Desk) -> LeasePayload | None:
    signed = issue.state_for(desk.device, NONCE, 0.0).lease
    return decode(LeasePayload, signed.payload) if signed else None


def checkpoint_of(found: LeasePayload) -> tuple[int, bytes]:
    _origin, size, root = found.log.checkpoint.split("\n")[:3]
    return int(size), base64.b64decode(root)


def more_entries(number: int) -> None:
    """Acts of others, sequenced."""
    with transaction.atomic():
        for _ in range(number):
            record(Act.PERSON_CHANGED, Actor(Role.SYSTEM))
    sequencer.run()


def test_every_entry_is_in_the_tree_of_the_checkpoint(desk):
    more_entries(300)
    found = lease(desk)
    size, root = checkpoint_of(found)
    (grant,) = found.grants
    for entry in (grant.evidence.consent, *grant.evidence.approvals):
        path = nodes_of(found.log.nodes, entry.path)
        assert climbed(leaf_of(entry), entry.index, size, path) == root


def test_the_entry_of_consent_says_what_the_person_decided(desk, company):
    (grant,) = lease(desk).grants
    told = json.loads(grant.evidence.consent.open)
    assert (told["act"], told["role"], told["outcome"]) == ("consent-given", "employee", "done")
    assert told["purpose"] == grant.purpose
    closed = json.loads(grant.evidence.consent.closed)
    assert closed["about"] == closed["actor"] == desk.owner
    assert closed["details"]["epoch"] == grant.epoch == str(epoch_of(desk.owner, company.slug))
    assert closed["details"]["version"] == grant.version
    assert set(grant.kinds) <= set(closed["details"]["kinds"])
    assert all(closed["details"]["ends"][kind] > "2026" for kind in grant.kinds)


def test_the_device_finds_its_own_yes(desk):
    (grant,) = lease(desk).grants
    said = set()
    for answer in grant.evidence.answers:
        public = Ed25519PublicKey.from_public_bytes(desk.public)
        payload = decode(AnswerPayload, open_envelope(answer, "sayso-answer/2", public))
        assert (payload.answer, payload.device) == ("yes", desk.device)
        assert payload.subject == json.loads(grant.evidence.approvals[0].open)["subject"]
        said |= set(payload.kinds)
    assert set(grant.kinds) <= said


def test_a_yes_that_names_no_text_is_asked_for_again(desk):
    assert lease(desk) is not None
    for row in DeviceAnswer.objects.all():  # as they were before a Yes named the text
        row.statement["type"] = "sayso-answer/1"
        row.question = uuid.uuid4()
        row.save()
    assert lease(desk) is None
    assert desk.say().status_code == 200
    assert lease(desk) is not None


def test_each_role_of_the_person_s_pack_has_approved_this_very_scope(desk):
    (grant,) = lease(desk).grants
    scope = hashlib.sha256(grant.evidence.scope.encode()).hexdigest()
    told = [json.loads(one.open) for one in grant.evidence.approvals]
    for one in told:
        assert (one["purpose"], one["outcome"]) == (grant.purpose, "done")
        number, _facts, hashed = one["subject"].split(":")
        assert (number, hashed) == (str(grant.version), scope)
    approved = {one["role"] for one in told if one["act"] == "purpose-approved"}
    assert approved == {"compliance", "representative"}
    assert sum(one["act"] == "purpose-in-force" for one in told) == 1
    listed = json.loads(grant.evidence.scope)
    assert {one["name"] for one in listed["applications"]} == {a.name for a in grant.applications}


def test_no_more_answers_are_told_than_are_needed(company):
    one = enrolled(company.employee)
    for kind in (Kind.CLICKS, Kind.TYPED_TEXT, Kind.SHORTCUTS):
        factories.allow(company.employee, kinds=(kind,))
        one.say()
    assert len(lease(one).grants[0].evidence.answers) == 3


def test_a_narrowed_consent_is_proved_by_its_own_entry(desk, company):
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)
    (grant,) = lease(desk).grants
    assert json.loads(grant.evidence.consent.open)["act"] == "consent-narrowed"
    assert "clicks" not in json.loads(grant.evidence.consent.closed)["details"]["kinds"]


def test_what_has_no_place_in_the_log_waits_and_everything_else_stays(company):
    one = enrolled(company.employee)
    sequencer.run()
    factories.allow(company.employee)
    with late():
        question = issue.state_for(one.device, NONCE, 0).questions
        one.say()
        waiting = issue.present(one.device)
        assert (lease(one), len(question), waiting.pending) == (None, 1, True)
        sequencer.run()
        ready = issue.present(one.device)
        assert lease(one) is not None
        assert (ready.pending, ready.digest != waiting.digest) == (False, True)


def test_a_new_checkpoint_is_no_change_of_what_is_granted(desk):
    before, told = issue.digest_of(desk.device), lease(desk)
    more_entries(5)
    assert issue.digest_of(desk.device) == before
    after = lease(desk)
    assert checkpoint_of(after)[0] > checkpoint_of(told)[0]
    assert after.grants == told.grants


def test_a_device_gets_the_proof_that_its_log_goes_on(desk):
    more_entries(20)
    first, root = checkpoint_of(lease(desk))
    more_entries(300)
    state = issue.state_for(desk.device, NONCE, 0, first)
    second, newer = checkpoint_of(decode(LeasePayload, state.lease.payload))
    assert begins(first, second, (root, newer), list(state.consistency))
    for known in (0, second, second + 1, 2**53 - 1):
        assert issue.state_for(desk.device, NONCE, 0, known).consistency == ()


def consent_from_before(desk, company):
    Consent.objects.update(entry=None)


def approval_by_nobody(desk, company):
    """Put a version in force past the acts, as who can write the database might."""
    PurposeVersion.objects.update(state="superseded")
    row = PurposeVersion.objects.get()
    row.pk, row.number, row.state = None, 2, "in_force"
    row.content = row.content | {"kinds": [*row.content["kinds"], "typing_rhythm"]}
    row.sha256 = row.facts.sha256()
    row.save()
    factories.allow(company.employee)
    desk.say()


def law_asks_for_more_than_approved(desk, company):
    staff, more = company.staff, {"jurisdictions": ("us_ca",)}
    factories.purpose("elsewhere", staff, approving=(Role.COMPLIANCE,), **more)
    decisions.withdraw_all(company.employee)
    factories.allow(company.employee, "elsewhere")
    desk.say()


def decision_of_a_colleague(desk, company):
    factories.allow(company.other)
    theirs = Consent.objects.get(owner=company.other.owner)
    Consent.objects.filter(owner=desk.owner).update(entry=theirs.entry)


def decision_of_another_act(desk, company):
    with transaction.atomic():
        entry = record(Act.DATA_SHOWN, Actor(Role.EMPLOYEE, desk.owner))
    Consent.objects.filter(owner=desk.owner).update(entry=entry)


def closed_part_erased(desk, company):
    AuditClosed.objects.filter(owner=desk.owner).delete()


def key_destroyed(desk, company):
    ring.destroy_person(desk.owner)


@pytest.mark.parametrize(
    "happens",
    [
        consent_from_before,
        approval_by_nobody,
        law_asks_for_more_than_approved,
        decision_of_a_colleague,
        decision_of_another_act,
        closed_part_erased,
        key_destroyed,
    ],
    ids=lambda one: one.__name__,
)
def test_what_cannot_be_proved_is_not_granted_and_nobody_looks_for_it(desk, company, happens):
    assert lease(desk) is not None
    happens(desk, company)
    assert lease(desk) is None
    assert not issue.present(desk.device).pending


def test_the_approvals_of_one_purpose_are_none_of_another(desk, company):
    row = PurposeVersion.objects.get()
    row.purpose = Purpose.objects.create(slug="second", owner_user=row.author)
    row.pk = None
    row.save()  # in force past the acts, with the very text of the one that was approved
    factories.allow(company.employee, "second")
    assert desk.say().status_code == 200
    assert [grant.purpose for grant in lease(desk).grants] == [company.slug]


def test_a_device_hears_which_keys_followed_others(desk, company):
    rotation.rotate(Use.LEASE)
    state = decode(State, telling.state_body(desk.device, NONCE, 0.0))
    assert [one.type for one in state.successors] == ["sayso-successor/1"]


def big_purpose(company) -> str:
    """A purpose whose scope is long."""
    slug = f"purpose-{next(_numbers)}"
    listed = tuple(
        Application(name=f"App {n}", wm_class=f"App{n}", executables=(f"/usr/bin/app{n}",))
        for n in range(6)
    )
    factories.purpose(slug, company.staff, applications=listed)
    factories.allow(company.employee, slug)
    return slug


def test_an_answer_has_its_size_however_much_is_to_be_proved(company):
    one = enrolled(company.employee)
    told = set()
    for _ in range(8):
        big_purpose(company)
        one.say()
        more_entries(30)
        body = telling.state_body(one.device, NONCE, 0.0, 1)
        assert len(body) == STATE_SIZE
        signed = decode(State, body).lease
        told.add(len(decode(LeasePayload, signed.payload).grants))
    assert {1, 2, 3} <= told


def test_everything_at_its_longest_fits_into_one_answer():
    note, frame, envelope = 1_200, 600, 250
    lease_ = budget.LEASE + budget.EVIDENCE + note + frame
    hashes = 60 * 46  # a log of a thousand billion entries
    successors = 2 * telling.SUCCESSORS_MOST * 530
    failures_ = telling.FAILURES_MOST * 62
    others = budget.QUESTIONS + budget.ERASE + budget.FORGET + hashes + successors + failures_
    assert lease_ * 4 // 3 + envelope + others + 300 <= STATE_SIZE


def test_what_proves_a_lease_costs_a_few_queries(desk):
    more_entries(600)
    with late():
        lease(desk)
        with CaptureQueriesContext(connection) as asked:
            lease(desk)
    of_the_log = [one for one in asked.captured_queries if "governance_audit" in one["sql"]]
    assert len(of_the_log) <= 5, [one["sql"][:90] for one in of_the_log]


def test_a_state_costs_two_queries_of_the_log_however_many_entries_there_are(desk):
    more_entries(600)
    with late():
        issue.digest_of(desk.device)
        with CaptureQueriesContext(connection) as asked:
            issue.digest_of(desk.device)
    of_the_log = [one for one in asked.captured_queries if "governance_audit" in one["sql"]]
    assert len(of_the_log) <= 3, [one["sql"][:90] for one in of_the_log]


def test_a_lease_says_when_it_was_given(desk):
    moment = clock.now() + timedelta(hours=1)
    with clock.at(moment):
        assert abs(lease(desk).at - moment) < timedelta(seconds=2)


def test_as_few_statements_are_chosen_as_name_all_kinds():
    def said(*kinds):
        return frozenset(kinds), {"kinds": ",".join(kinds)}

    signed = (said(Kind.CLICKS), said(Kind.CLICKS, Kind.SHORTCUTS), said(Kind.SHORTCUTS))
    assert len(proving._covering((Kind.CLICKS, Kind.SHORTCUTS), signed)) == 1
