"""A lease is given only where everything agrees, and every reason to refuse one is asked."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from capture.protocol.lease import Expectation, verify_lease
from capture.protocol.messages import Envelope, Reply
from governance import announce, clock
from governance.audit import queries as audit
from governance.audit import totals
from governance.audit.acts import Act, Role, Total
from governance.audit.record import SYSTEM, Actor
from governance.consent import decisions, pauses
from governance.devices import acknowledgements, answers, forgetting, presence, revocation
from governance.directory import people
from governance.directory.models import Unit
from governance.keys import ledger, signers
from governance.keys.models import IntakeKey
from governance.leases import issue, never, persons, queries, restored
from governance.purposes import suspensions
from governance.purposes.facts import Application
from governance.purposes.kinds import Kind
from governance.signing import Use
from governance.stops import stop
from tests import factories
from tests.capture.ingest.desk import Desk, enrolled, epoch_of, lease_of, row_of

NONCE = b"n" * 16


@pytest.fixture
def desk(company) -> Desk:
    """A computer whose person has allowed everything ordinary and said Yes."""
    one = enrolled(company.employee)
    factories.allow(company.employee)
    assert one.say().status_code == 200
    return one


def lease(desk: Desk, held: float = 0.0):
    signed = issue.state_for(desk.device, NONCE, held).lease
    return lease_of(signed) if signed else None


def test_a_lease_says_all_that_the_agent_checks(desk, company):
    found = lease(desk)
    assert found["device"] == str(desk.device)
    assert found["thumbprint"] == desk.thumbprint
    assert found["person"] == company.employee.name
    (grant,) = found["grants"]
    assert grant["purpose"] == company.slug
    assert grant["epoch"] == str(epoch_of(desk.owner, company.slug))
    assert set(grant["kinds"]) == set(factories.ORDINARY)
    assert [one["name"] for one in grant["applications"]] == ["Sheets", "Cargo Desk"]
    assert grant["hours"]["zone"] == "UTC"
    assert "keepass*" in found["never"]


def test_the_agent_s_own_code_accepts_the_lease(desk):
    signed = issue.state_for(desk.device, NONCE, 0.0).lease
    keys = {
        key: Ed25519PublicKey.from_public_bytes(public)
        for key, public in signers.public_keys(Use.LEASE).items()
    }
    envelope = Envelope(
        type=signed.type, key=signed.key, payload=signed.payload, signature=signed.signature
    )
    verify_lease(envelope, keys, Expectation(desk.device, desk.thumbprint, NONCE, 1))


@pytest.mark.parametrize(("held", "life"), [(0, 60), (0.2, 61), (45, 105), (55, 115), (300, 120)])
def test_the_life_of_a_lease_counts_from_the_asking(desk, held, life):
    assert lease(desk, held)["life"] == life


def test_numbers_grow_whether_or_not_there_is_a_lease(desk, company):
    first = lease(desk)["number"]
    pauses.pause(desk.owner, None)
    assert lease(desk) is None
    pauses.resume(desk.owner)
    assert lease(desk)["number"] == first + 2


def test_no_lease_without_yes_at_the_device(company):
    one = enrolled(company.employee)
    factories.allow(company.employee)
    assert lease(one) is None
    (question,) = issue.state_for(one.device, NONCE, 0).questions
    assert set(question.kinds) == set(factories.ORDINARY)
    assert company.version.facts.notice("en")[1].name in question.text
    one.say(Reply.NO)
    assert lease(one) is None
    assert not issue.state_for(one.device, NONCE, 0).questions


def test_yes_at_one_device_is_no_yes_at_another(desk, company):
    second = enrolled(company.employee, "desktop")
    assert lease(desk) is not None
    assert lease(second) is None


def test_a_kind_allowed_later_is_asked_for_itself_and_not_recorded_before(company):
    one = enrolled(company.employee)
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    one.say()
    factories.allow(company.employee, kinds=(Kind.TYPED_TEXT,))
    assert lease(one)["grants"][0]["kinds"] == ["clicks"]
    (question,) = issue.state_for(one.device, NONCE, 0).questions
    assert question.kinds == (Kind.TYPED_TEXT,)
    one.say()
    assert lease(one)["grants"][0]["kinds"] == ["clicks", "typed_text"]


def test_a_no_is_asked_again_only_when_the_kind_is_allowed_anew(company):
    one = enrolled(company.employee)
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    one.say(Reply.NO)
    assert answers.ask_again(one.owner, company.slug, [Kind.SHORTCUTS]) == 0
    assert not issue.state_for(one.device, NONCE, 0).questions
    factories.allow(company.employee, kinds=(Kind.CLICKS,))
    assert lease(one) is None
    one.say()
    assert lease(one)["grants"][0]["kinds"] == ["clicks"]


def test_a_no_later_than_a_yes_to_the_same_question_changes_nothing(company):
    one = enrolled(company.employee)
    factories.allow(company.employee)
    yes, no = one.answer(Reply.YES), one.answer(Reply.NO)
    for said in (yes, yes, no):
        assert one.post("/agent/v1/answers", said).status_code == 200
    assert lease(one) is not None
    assert len(audit.of(one.owner, frozenset({Act.DEVICE_ANSWERED}))) == 1


def refused(desk, company):
    decisions.refuse(company.employee, company.slug, Kind.CLICKS)


def withdrawn(desk, company):
    decisions.withdraw(company.employee, company.slug)


def paused(desk, company):
    pauses.pause(desk.owner, clock.now() + timedelta(hours=1))


def stopped(desk, company):
    stop.begin("An incident.", None)


def suspended_purpose(desk, company):
    officer = company.staff[Role.COMPLIANCE].user
    suspensions.suspend(company.version.purpose, None, "A doubt.", officer, Role.COMPLIANCE)


def suspended_unit(desk, company):
    unit = Unit.objects.create(name="Dispatch")
    company.employee.unit = unit
    company.employee.save()
    officer = company.staff[Role.REPRESENTATIVE].user
    suspensions.suspend(None, unit, "A doubt.", officer, Role.REPRESENTATIVE)


def confidential(desk, company):
    company.employee.unit = Unit.objects.create(name="Works council", confidential=True)
    company.employee.save()


def left(desk, company):
    people.leave(company.employee, clock.now() - timedelta(seconds=1), SYSTEM)


def revoked(desk, company):
    revocation.revoke(desk.owner, desk.device, Actor(Role.EMPLOYEE, desk.owner))


def superseded(desk, company):
    factories.purpose(staff=company.staff)


def no_intake_key(desk, company):
    IntakeKey.objects.all().delete()


def restored_mark(desk, company):
    restored.mark().touch()


def restored_store(desk, company):
    line = '{"number":7,"head":"' + "a" * 64 + '","line":{}}\n'
    ledger.path().write_text(line)


NOT_RECORDED = [
    withdrawn,
    paused,
    stopped,
    suspended_purpose,
    suspended_unit,
    confidential,
    left,
    revoked,
    superseded,
    no_intake_key,
    restored_mark,
    restored_store,
]


@pytest.fixture(autouse=True)
def _outside(settings, tmp_path: Path):
    settings.OUTSIDE_DIR = tmp_path


@pytest.mark.parametrize("happens", NOT_RECORDED, ids=lambda one: one.__name__)
def test_no_lease_any_more(desk, company, happens):
    assert lease(desk) is not None
    before = issue.digest_of(desk.device)
    happens(desk, company)
    assert lease(desk) is None
    assert issue.digest_of(desk.device) != before


def test_a_refused_kind_leaves_the_lease(desk, company):
    refused(desk, company)
    assert "clicks" not in lease(desk)["grants"][0]["kinds"]


def test_no_lease_after_consent_has_expired(desk, company):
    with clock.shifted(timedelta(days=366)):
        from governance.keys import intake

        intake.rotate()
        assert lease(desk) is None


def test_no_lease_before_72_hours_of_notice(company):
    newcomer = factories.person("Ada New")
    one = enrolled(newcomer)
    factories.allow(newcomer)
    one.say()
    assert lease(one) is None
    with clock.shifted(timedelta(hours=72, minutes=1)):
        from governance.keys import intake

        intake.rotate()
        assert lease(one) is not None


def test_a_leaver_is_recorded_until_the_last_moment(desk, company):
    people.leave(company.employee, clock.now() + timedelta(hours=1), SYSTEM)
    assert lease(desk) is not None


def test_no_lease_of_a_leaver_outlives_the_last_moment(desk, company):
    now = clock.now()
    people.leave(company.employee, now + timedelta(seconds=20), SYSTEM)
    with clock.at(now):
        assert lease(desk)["life"] in (19, 20)
    with clock.at(now + timedelta(seconds=19.5)):
        assert lease(desk) is None


def test_a_pause_ends_by_itself(desk):
    pauses.pause(desk.owner, clock.now() + timedelta(minutes=5))
    assert lease(desk) is None
    with clock.shifted(timedelta(minutes=6)):
        assert lease(desk) is not None


def test_a_stop_ended_by_two_gives_leases_again(desk, company):
    stop.begin("An incident.", None)
    for role in (Role.COMPLIANCE, Role.REPRESENTATIVE):
        stop.end(company.staff[role].user, role)
    assert lease(desk) is not None


def test_somebody_outside_the_directory_gets_nothing(desk, monkeypatch):
    monkeypatch.setattr(persons, "of", lambda _owner: None)
    assert lease(desk) is None


@pytest.mark.parametrize(
    "program", ["/usr/bin/keepassxc", "/usr/bin/thunderbird", "/opt/slack/slack", "/usr/bin/Zoom"]
)
def test_what_is_never_recorded_is_not_even_when_a_purpose_lists_it(company, program):
    listed = (
        Application(name="Listed", wm_class="Listed", executables=(program,)),
        Application(name="Sheets", wm_class="Mousepad", executables=("/usr/bin/mousepad",)),
    )
    factories.purpose("mixed", company.staff, applications=listed, sites=("mail.google.com",))
    one = enrolled(company.employee)
    factories.allow(company.employee, "mixed")
    one.say()
    (grant,) = lease(one)["grants"]
    assert [app["name"] for app in grant["applications"]] == ["Sheets"]
    assert grant["sites"] == []


def test_the_never_list_names_each_group_and_fits_the_lease():
    assert len(never.patterns()) == len(set(never.patterns()))
    assert never.names_site("*.verdi.de")
    assert never.names_site("chat.slack.com")
    assert not never.names_site("cargo.example")
    assert len(json.dumps(never.patterns())) < 2_600


def test_an_erase_order_stays_until_the_device_has_stopped(desk, company):
    epoch = epoch_of(desk.owner, company.slug)
    decisions.withdraw(company.employee, company.slug)
    (order,) = issue.state_for(desk.device, NONCE, 0).erase
    assert (order.purpose, order.epoch) == (company.slug, epoch)
    acknowledgements.stopped(desk.device, [(company.slug, epoch)])
    assert not issue.state_for(desk.device, NONCE, 0).erase


def test_an_order_to_forget_stays_until_the_device_names_the_state_that_told_it(desk):
    before = issue.digest_of(desk.device)
    forgetting.ask(desk.owner, minutes=10, application="Sheets")
    state = issue.state_for(desk.device, NONCE, 0)
    (drop,) = state.forget
    assert drop.order.minutes == 10
    assert issue.heard(desk.device, before).digest == state.digest
    assert forgetting.pending(desk.device)
    assert issue.heard(desk.device, state.digest) != state.digest
    assert not forgetting.pending(desk.device)


def test_leases_are_counted_over_all_people_and_named_nowhere(desk, company):
    before = totals.of_today(Total.LEASES)
    lease(desk)
    assert totals.of_today(Total.LEASES) == before + 1
    acts = {entry.act for entry in audit.of(desk.owner)}
    assert acts <= {
        Act.PERSON_ADDED,
        Act.CONSENT_GIVEN,
        Act.DEVICE_ENROLLED,
        Act.DEVICE_ANSWERED,
    }


def test_the_same_state_has_the_same_name(desk):
    assert issue.digest_of(desk.device) == issue.digest_of(desk.device)
    assert issue.state_for(desk.device, NONCE, 0).digest == issue.digest_of(desk.device)


def test_the_sign_says_what_is_true(desk, company):
    employee = company.employee
    assert queries.sign_of(company.other).state is queries.SignState.OFF
    announce.valkey().delete(f"sayso:heard:{desk.device}")
    assert queries.sign_of(employee).state is queries.SignState.OFF
    presence.heard(desk.device)
    sign = queries.sign_of(employee)
    assert (sign.state, sign.devices) == (queries.SignState.ON, ("laptop",))
    assert sign.applications == ("Cargo Desk", "Sheets")
    until = clock.now() + timedelta(hours=1)
    pauses.pause(desk.owner, until)
    assert queries.sign_of(employee).until == until
    decisions.withdraw(employee, company.slug)
    sign = queries.sign_of(employee)
    assert (sign.state, sign.devices) == (queries.SignState.STOPPING, ("laptop",))


def test_a_device_row_tells_no_more_of_who_allows_than_of_who_refuses(desk, company):
    silent = enrolled(company.other)
    for one in (desk, silent):
        for _ in range(3):
            issue.state_for(one.device, NONCE, 0)
    assert row_of(desk.device).leases == row_of(silent.device).leases == 3
