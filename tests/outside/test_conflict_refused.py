"""`verify.py conflict` shows a lease for a kind of data that had been refused."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from governance import clock, signing
from governance.audit import sequencer
from governance.consent import decisions, receipts
from governance.keys import signers
from governance.leases import issue, standing
from governance.purposes.kinds import Kind
from governance.signing import Use
from tests import factories
from tests.capture.ingest.desk import Desk, enrolled, row_of
from tests.outside.test_conflict import asked, put
from tests.outside.test_verify import verify

__all__ = ["verify"]
MINUTE = timedelta(minutes=1)
BOTH = (Kind.CLICKS, Kind.TYPED_TEXT)


class Case:
    """A person who allowed two kinds and said Yes at their computer."""

    def __init__(self, folder, person) -> None:
        self.folder, self.person = folder, person
        self.minute = 0
        self.desk: Desk = enrolled(person)
        self.allow(*BOTH)

    def later(self):
        """Let a minute pass."""
        self.minute += 1
        return clock.shifted(self.minute * MINUTE)

    def allow(self, *kinds: Kind) -> None:
        with self.later():
            factories.allow(self.person, kinds=kinds)
            if standing.questions_to(row_of(self.desk.device)):
                assert self.desk.say().status_code == 200

    def refuse(self, kind: Kind) -> None:
        """Refuse a kind; the receipt of it is the file."""
        with self.later():
            line = decisions.refuse(self.person, "bookings", kind)
        put(self.folder, "receipt.json", receipts.one(self.person.owner, line.pk))

    def lease(self) -> dict:
        """Return what the product signs now, and keep it as the file."""
        with self.later():
            sequencer.run()
            made = issue.state_for(self.desk.device, b"n" * 16, 0.0).lease
        return self.keep(made)

    def keep(self, made: signing.Signed) -> dict:
        put(self.folder, "lease.json", made.as_json())
        (self.folder / "keys.json").write_bytes(Client().get(reverse("public:keys")).content)
        return json.loads(made.payload)

    def again(self, payload: dict, at: timedelta) -> dict:
        """Sign a lease as whoever runs the server can: an earlier one, dated anew."""
        moment = (clock.now() + at).strftime("%Y-%m-%dT%H:%M:%SZ")
        raw = json.dumps(payload | {"at": moment}).encode()
        return self.keep(signers.sign(Use.LEASE, issue.TYPE, raw))


@pytest.fixture
def case(company, verify, tmp_path):
    return Case(tmp_path, company.employee)


def test_a_lease_for_a_kind_that_had_been_refused_is_a_conflict(case):
    before = case.lease()
    case.refuse(Kind.TYPED_TEXT)
    assert asked(case.folder)[0] == 0  # it was given before
    case.again(before, 10 * MINUTE)
    code, said = asked(case.folder)
    assert code == 1
    assert said.startswith("Conflict: a lease for a kind that had been refused.")
    assert "without typed_text (receipt of the server)" in said
    assert "clicks" not in said


def test_what_the_product_leases_after_a_refusal_is_no_conflict(case):
    case.refuse(Kind.TYPED_TEXT)
    payload = case.lease()
    assert payload["grants"][0]["kinds"] == ["clicks"]
    code, said = asked(case.folder)
    assert (code, "no kind of data that was refused" in said) == (0, True)


def test_what_was_allowed_anew_is_no_conflict_as_long_as_its_entry_is_shown(case):
    case.refuse(Kind.TYPED_TEXT)
    case.allow(Kind.TYPED_TEXT)
    payload = case.lease()
    assert payload["grants"][0]["kinds"] == ["clicks", "typed_text"]
    assert asked(case.folder)[0] == 0
    del payload["grants"][0]["evidence"]
    case.again(payload, 10 * MINUTE)
    assert asked(case.folder)[0] == 1


def test_a_later_refusal_of_another_kind_does_not_hide_what_was_allowed_anew(case):
    case.allow(Kind.SHORTCUTS)
    case.refuse(Kind.TYPED_TEXT)
    kept = (case.folder / "receipt.json").read_bytes()
    case.allow(Kind.TYPED_TEXT)
    case.refuse(Kind.SHORTCUTS)
    (case.folder / "receipt.json").write_bytes(kept)
    assert case.lease()["grants"][0]["kinds"] == ["clicks", "typed_text"]
    assert asked(case.folder)[0] == 0


def test_a_lease_that_names_more_kinds_than_its_own_evidence_is_a_conflict(case):
    case.refuse(Kind.TYPED_TEXT)
    payload = case.lease()  # its entry is the refusal itself
    payload["grants"][0]["kinds"] = ["clicks", "typed_text"]
    case.again(payload, 10 * MINUTE)
    assert asked(case.folder)[0] == 1


def test_what_was_allowed_in_another_stretch_of_consent_excuses_nothing(case):
    case.refuse(Kind.TYPED_TEXT)
    stretch = case.lease()["grants"][0]["epoch"]
    with case.later():
        decisions.withdraw(case.person, "bookings")
    case.allow(*BOTH)
    payload = case.lease()
    assert payload["grants"][0]["epoch"] != stretch
    assert asked(case.folder)[0] == 0
    payload["grants"][0]["epoch"] = stretch
    case.again(payload, 10 * MINUTE)
    assert asked(case.folder)[0] == 1


def test_an_entry_that_was_dated_anew_is_not_in_the_log_and_excuses_nothing(case):
    before = case.lease()
    case.refuse(Kind.TYPED_TEXT)
    entry = before["grants"][0]["evidence"]["consent"]
    told = json.loads(entry["closed"])
    told["at"] = (clock.now() + 9 * MINUTE).isoformat(timespec="seconds")
    entry["closed"] = json.dumps(told)
    case.again(before, 10 * MINUTE)
    assert asked(case.folder)[0] == 1


@pytest.mark.parametrize("part", ["index", "key", "path", "nodes", "open", "closed"])
def test_evidence_that_does_not_fit_excuses_nothing(case, part):
    case.refuse(Kind.TYPED_TEXT)
    case.allow(Kind.TYPED_TEXT)
    payload = case.lease()
    entry = payload["grants"][0]["evidence"]["consent"]
    there = payload["log"] if part == "nodes" else entry
    there[part] = {
        "index": entry["index"] - 1,
        "key": signing.encode(bytes(32)),
        "path": entry["path"][:-1],
        "nodes": signing.encode(bytes(32 * 64)),
        "open": entry["open"] + " ",
        "closed": entry["closed"] + " ",
    }[part]
    case.again(payload, 10 * MINUTE)
    assert asked(case.folder)[0] == 1


def test_a_lease_whose_checkpoint_no_known_key_has_signed_could_not_be_checked(case):
    before = case.lease()
    case.refuse(Kind.TYPED_TEXT)
    before["log"]["checkpoint"] = before["log"]["checkpoint"].replace("\n\n", "\nmore\n\n", 1)
    case.again(before, 10 * MINUTE)
    assert asked(case.folder)[0] == 2
