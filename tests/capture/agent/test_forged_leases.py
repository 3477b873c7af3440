"""Whoever has all keys of the server makes no lease of a consent that was not given."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from capture.agent.indicator.sign import Lamp
from capture.protocol.lease import Doubt, Hours
from capture.protocol.messages import EpochRef, Kind, Reply
from tests.capture.agent.forging import (
    Forged,
    doubted,
    gives,
    other_history,
    prepared,
    without_line,
)
from tests.capture.agent.whole import whole
from tests.capture.protocol.making import ALWAYS, BROWSER, SHEETS, grant
from tests.capture.protocol.small_log import consistency_of, scope_of

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


@pytest.fixture
def one(tmp_path):
    made = prepared(tmp_path)
    yield made
    made.agent.close()


def forged(one, **changes):
    gives(one, Forged(one, **changes).lease)
    return doubted(one)


def with_log(one, how):
    """Let the next lease be honest but for its log."""

    def make(nonce):
        lease = one.server.lease(nonce)
        return lease.model_copy(update={"log": lease.log.model_copy(update=how(lease.log))})

    gives(one, make)
    return doubted(one)


def with_evidence(one, **changes):
    def make(nonce):
        lease = one.server.lease(nonce)
        (first,) = lease.grants
        evidence = first.evidence.model_copy(
            update={name: how(first.evidence) for name, how in changes.items()}
        )
        told = first.model_copy(update={"evidence": evidence})
        return lease.model_copy(update={"grants": (told,)})

    gives(one, make)
    return doubted(one)


def test_what_the_forger_makes_is_taken_where_nothing_is_forged(one):
    assert forged(one) is None
    assert one.allowed() == ("bookings",)


def test_a_consent_in_the_log_without_a_yes_of_this_device_gives_nothing(one):
    assert forged(one, signer=OTHER_KEY) is Doubt.OTHER_ANSWER
    name = one.agent.keeper._identity.thumbprint
    assert forged(one, signer=OTHER_KEY, signer_name=name) is Doubt.OTHER_ANSWER


def test_the_answer_of_another_device_gives_nothing(one):
    assert forged(one, answered={"device": uuid4()}) is Doubt.OTHER_ANSWER


@pytest.mark.parametrize(
    "answered",
    [
        {"answer": Reply.NO},
        {"purpose": "other"},
        {"version": 2},
        {"epoch": "epoch-two"},
        {"kinds": ("app_switches",)},
    ],
    ids=["no", "purpose", "version", "epoch", "kinds"],
)
def test_a_yes_to_something_else_gives_nothing(one, answered):
    assert forged(one, answered=answered) is Doubt.NO_ANSWER


def test_a_colleagues_entry_gives_nothing(one):
    assert forged(one, owner="owner-of-jonas", actor="owner-of-jonas") is Doubt.COLLEAGUE
    assert forged(one, actor="owner-of-jonas") is Doubt.COLLEAGUE


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "consent-withdrawn"},
        {"role": "compliance"},
        {"outcome": "refused"},
        {"kinds": ("app_switches",)},
        {"epoch": "epoch-two", "grant": {"epoch": "epoch-one"}},
    ],
    ids=["withdrawn", "not by the employee", "refused", "fewer kinds", "other epoch"],
)
def test_an_entry_that_is_no_consent_to_it_gives_nothing(one, changes):
    assert forged(one, **changes) is Doubt.NO_CONSENT


def test_consent_ends_on_its_day(one):
    assert forged(one, ends=date(2026, 11, 24)) is None  # the clock of the device: this day, noon
    assert forged(one, ends=date(2026, 11, 23)) is Doubt.ENDED


@pytest.mark.parametrize(
    "changes",
    [
        {"acts": ("purpose-approved", "purpose-in-force"), "roles": ("compliance", "compliance")},
        {"roles": ("compliance", "compliance", "compliance")},
        {"acts": ("purpose-approved",) * 3},
        {"acts": ("purpose-approved", "purpose-opinion", "purpose-in-force")},
        {"number": 2},
    ],
    ids=["one missing", "one role twice", "not in force", "opinion", "other version"],
)
def test_a_missing_approval_gives_nothing(one, changes):
    assert forged(one, **changes) is Doubt.NOT_APPROVED


def test_approvals_of_two_texts_are_no_approval_of_one(one):
    """The same scope, but the representative approved what else the purpose said before."""
    added = one.server.log.add

    def add(act, role, closed, **more):
        if role == "representative" and "subject" in more:
            more = more | {"subject": more["subject"].replace("0" * 64, "1" * 64)}
        return added(act, role, closed, **more)

    one.server.log.add = add
    assert forged(one) is Doubt.NOT_APPROVED


WIDER = {
    "kinds": {},
    "applications": {"applications": (SHEETS, BROWSER)},
    "executable": {"applications": (SHEETS.model_copy(update={"executables": ("/bin/any",)}),)},
    "sites": {"sites": ("*.bank.example",)},
    "hours": {"hours": Hours(days=(1,), start="00:00", end="24:00", zone="UTC")},
    "zone": {"hours": ALWAYS.model_copy(update={"zone": "Asia/Tokyo"})},
}


@pytest.mark.parametrize("what", WIDER)
def test_a_scope_wider_than_approved_gives_nothing(one, what):
    scope = ""
    if what == "kinds":
        scope = scope_of(grant(kinds=(Kind.APP_SWITCHES,)))
    assert forged(one, scope=scope, grant=WIDER[what]) is Doubt.WIDER


def test_a_scope_of_the_servers_own_is_not_the_approved_one(one):
    def wide(evidence):
        return json.dumps(json.loads(evidence.scope) | {"sites": ["*.bank.example"]})

    assert with_evidence(one, scope=wide) is Doubt.NOT_APPROVED


def test_an_entry_that_is_not_in_the_log_gives_nothing(one):
    def elsewhere(evidence):
        closed = evidence.consent.closed.replace("2026-11-24T08", "2026-11-24T09")
        return evidence.consent.model_copy(update={"closed": closed})

    assert with_evidence(one, consent=elsewhere) is Doubt.NOT_IN_LOG


@pytest.mark.parametrize("part", ["consent", "approvals"])
def test_a_proof_without_its_path_gives_nothing(one, part):
    def cut(evidence):
        if part == "consent":
            return evidence.consent.model_copy(update={"path": evidence.consent.path[:-1]})
        first, *others = evidence.approvals
        return (first.model_copy(update={"path": (599,)}), *others)

    assert with_evidence(one, **{part: cut}) is Doubt.NOT_IN_LOG


def test_no_proof_at_all_gives_nothing(one):
    assert with_log(one, lambda _log: {"nodes": b""}) is Doubt.NOT_IN_LOG


def test_nodes_cut_off_in_the_middle_give_nothing(one):
    assert with_log(one, lambda log: {"nodes": log.nodes[:-1]}) is Doubt.NOT_IN_LOG


def test_a_checkpoint_that_the_log_did_not_sign_gives_nothing(one):
    def make(log):
        return {"checkpoint": without_line(log.checkpoint, one.server.log.origin)}

    assert with_log(one, make) is Doubt.CHECKPOINT


def test_a_checkpoint_of_another_log_gives_nothing(one):
    one.server.log.origin = "other.example/sayso-log"
    assert with_log(one, lambda _log: {}) is Doubt.OTHER_LOG


def test_a_missing_cosignature_gives_nothing(one):
    (name,) = one.server.log.witnesses
    assert with_log(one, lambda log: {"checkpoint": without_line(log.checkpoint, name)}) is (
        Doubt.COSIGNATURE_MISSING
    )


def test_a_cosignature_of_another_key_is_a_missing_one(one):
    (name,) = one.server.log.witnesses
    one.server.log.witnesses[name] = OTHER_KEY
    assert with_log(one, lambda _log: {}) is Doubt.COSIGNATURE_MISSING


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=23, minutes=59), None),
        (timedelta(hours=24, seconds=1), Doubt.COSIGNATURE_OLD),
        (-timedelta(minutes=9), None),
        (-timedelta(minutes=11), Doubt.COSIGNATURE_OLD),
    ],
    ids=["a day", "over a day", "a little ahead", "ahead"],
)
def test_a_cosignature_is_none_after_24_hours_nor_of_the_future(one, age, expected):
    at = int((one.clock.wall() - age).timestamp())

    def make(nonce):
        lease = one.server.lease(nonce)
        log = lease.log.model_copy(update={"checkpoint": one.server.log.note(at)})
        return lease.model_copy(update={"log": log})

    gives(one, make)
    assert doubted(one) is expected


@pytest.mark.parametrize("hours", [-1, 1, -24])
def test_a_lease_dated_otherwise_gives_nothing_since_it_would_prove_nothing_later(one, hours):
    at = one.clock.wall() + timedelta(hours=hours)
    gives(one, lambda nonce: one.server.lease(nonce, at=at))
    assert doubted(one) is Doubt.DATED


def test_a_log_of_which_it_is_not_shown_that_it_goes_on_gives_nothing(one):
    one.server.state = {"consistency": ()}
    assert doubted(one) is Doubt.NOT_CONTINUED
    one.server.state = {"consistency": (b"x" * 32,) * 3}
    assert doubted(one) is Doubt.NOT_CONTINUED
    one.server.state = {}
    assert doubted(one) is None


def roll_back(one):
    """The server takes out the newest entries, and signs what is left."""
    kept = one.server.log.entries[:1]
    one.server.lease_before = one.server.lease

    def make(nonce):
        lease = one.server.lease_before(nonce)
        shorter = type(one.server.log)(
            one.server.log.private, one.server.log.origin, one.server.log.witnesses, list(kept)
        )
        note = shorter.note(int(one.clock.wall().timestamp()))
        return lease.model_copy(update={"log": lease.log.model_copy(update={"checkpoint": note})})

    gives(one, make)


def fork(one):
    """The server shows another history of the same length."""

    def make(nonce):
        seen = one.agent.log.size
        lease = one.server.lease(nonce)
        second = other_history(one.server.log)
        second.entries = second.entries[:seen]
        note = second.note(int(one.clock.wall().timestamp()))
        return lease.model_copy(update={"log": lease.log.model_copy(update={"checkpoint": note})})

    gives(one, make)


@pytest.mark.parametrize(("lie", "expected"), [(roll_back, Doubt.ROLLED_BACK), (fork, Doubt.FORK)])
def test_a_fork_or_a_roll_back_ends_all_leases_until_the_next_enrolment(one, lie, expected):
    lie(one)
    assert doubted(one) is expected
    one.server.change_lease = lambda envelope: envelope
    assert doubted(one) is expected
    one.agent.look_around()
    assert one.sign.shown[-1].lamp is Lamp.OFF
    assert "could not prove that you agreed" in one.sign.shown[-1].sentence
    one.agent.close()
    again = one.again()
    assert doubted(again) is expected
    (conflict, *_others) = again.agent.log.conflicts
    assert conflict.earlier != conflict.later
    again.agent.close()


def test_a_fork_goes_on_being_a_fork_when_the_log_grows(one):
    """A second history that is longer is not shown to continue the first."""
    second = other_history(one.server.log)
    one.server.log.entries[:] = second.entries
    one.server.state = {"consistency": tuple(consistency_of(4, second.leaves))}
    assert doubted(one) is Doubt.NOT_CONTINUED


def test_the_newest_checkpoint_is_on_disk_before_the_lease_counts(one):
    stored = []
    hold = one.agent.keeper._hold
    one.agent.keeper._hold = lambda *args: (
        stored.append(one.folder.read("checkpoint")) or hold(*args)
    )
    one.agent.wait_once()
    assert stored[0].decode() == one.agent.keeper.current().log.checkpoint


def test_the_sign_and_the_status_name_what_was_not_proved_until_it_is(one):
    assert forged(one, actor="owner-of-jonas") is Doubt.COLLEAGUE
    one.agent.look_around()
    assert "The server could not prove that you agreed." in one.sign.shown[-1].sentence
    one.server.change_lease = lambda envelope: envelope
    assert doubted(one) is None
    one.agent.look_around()
    assert one.sign.shown[-1].lamp is Lamp.ON


def test_what_the_server_orders_to_erase_is_erased_though_its_lease_is_refused(one):
    one.server.state = {"erase": (EpochRef(purpose="bookings", epoch="epoch-one"),)}
    assert forged(one, actor="owner-of-jonas") is Doubt.COLLEAGUE
    assert one.agent.permission.withdrawn("bookings", "epoch-one")


def test_the_first_checkpoint_after_enrolment_is_taken_as_it_is(tmp_path):
    one = whole(tmp_path / "state", grant())
    one.server.log.add("database-restored", "system", {})
    assert one.agent.log.size == 0
    assert doubted(one) is None
    assert one.agent.log.size == len(one.server.log.entries)
    assert one.clock.wall() == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    one.agent.close()
