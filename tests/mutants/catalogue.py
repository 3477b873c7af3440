"""Which guards are taken out, and which test has to notice."""

from dataclasses import dataclass
from typing import Final

STATE_MACHINE: Final = (
    "tests/promises/test_state_machine.py::test_no_order_of_acts_and_deaths_breaks_a_promise"
)
INBOX: Final = "tests/redaction/test_inbox.py"
PIPELINE: Final = "tests/redaction/test_pipeline.py"
ORDER: Final = "tests/promises/test_order.py"
FORGED: Final = "tests/capture/agent/test_forged_leases.py"
HOLDS: Final = "tests/governance/holds"
REACH: Final = "tests/governance/holds/test_reach.py"
LEDGER: Final = "tests/governance/erasure/test_ledger_outside.py"
REMOVED: Final = "tests/governance/devices/test_removed_stays_removed.py"
CAME_BACK: Final = "tests/governance/audit/test_came_back.py"
WITNESSED: Final = "tests/governance/audit/test_witnessed.py"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One guard taken out by exchanging a piece of text that occurs once.

    Attributes:
        name: what is taken out.
        path: in which file.
        old: the guard.
        new: what stands there without it.
        red: the tests that must fail, each by itself.
    """

    name: str
    path: str
    old: str
    new: str
    red: tuple[str, ...]


MUTANTS: Final = (
    Mutant(
        "the lock",
        "governance/consent/fence.py",
        "Consent.objects.select_for_update(no_key=True)\n        .filter(owner=owner, purpose__in",
        "Consent.objects\n        .filter(owner=owner, purpose__in",
        (f"{ORDER}::test_whoever_stores_locks_consent_as_it_reads_it",),
    ),
    Mutant(
        "the epoch comparison",
        "governance/consent/fence.py",
        "if standing is None or (standing.epoch, standing.version) != (epoch, version):",
        "if standing is None:",
        (
            f"{PIPELINE}::test_allowed_anew_after_a_withdrawal_brings_nothing_old_back",
            STATE_MACHINE,
        ),
    ),
    Mutant(
        "the audit row",
        "governance/consent/ledger.py",
        "    consent.entry = record(ACTS[decision], actor, _about(line, consent, ended))\n",
        "",
        (
            f"{ORDER}::test_every_decision_has_its_entry",
            STATE_MACHINE,
        ),
    ),
    Mutant(
        "the idempotency key of an upload",
        "capture/ingest/admission.py",
        "if sealed.seq != mark + 1:",
        "if not mark + 1:",
        (STATE_MACHINE,),
    ),
    Mutant(
        "the row that decides who stores",
        "redaction/storing.py",
        "    row = inbox.hold(batch.pk)\n    if row is None:",
        "    row = inbox.hold(batch.pk) or batch\n    if row is None:",
        (f"{INBOX}::test_two_workers_store_once",),
    ),
    Mutant(
        "keys before rows",
        "governance/erasure/run.py",
        "        _destroy_keys(erasure)\n    if erasure.state",
        "        _delete_rows(erasure)\n        _destroy_keys(erasure)\n    if erasure.state",
        (f"{ORDER}::test_no_row_goes_while_its_key_is_there", STATE_MACHINE),
    ),
    Mutant(
        "a certificate waits for the deletion ledger outside",
        "governance/erasure/run.py",
        " and ledger.follow()",
        "",
        (f"{LEDGER}::test_with_no_room_outside_deleting_goes_on_and_the_certificate_waits",),
    ),
    Mutant(
        "nothing is written to a ledger that knows more",
        "governance/keys/ledger.py",
        "        return False\n    rows",
        "        pass\n    rows",
        (f"{LEDGER}::test_nothing_is_written_where_the_file_knows_more_than_the_key_store",),
    ),
    Mutant(
        "rows that went are owed a line",
        "training/store.py",
        "    GoneRow.objects.bulk_create([GoneRow(id=row_id) for row_id in gone])\n",
        "",
        (f"{LEDGER}::test_killed_before_the_keys_end_a_deleted_row_stays_gone_after_a_restore",),
    ),
    Mutant(
        "a removed device is owed a line",
        "governance/devices/revocation.py",
        "    GoneDevice.objects.bulk_create([GoneDevice(id=row.pk)], ignore_conflicts=True)\n",
        "",
        (f"{REMOVED}::test_killed_before_its_line_a_removed_device_stays_removed",),
    ),
    Mutant(
        "what a part is sealed under stands in its seal",
        "governance/audit/closed.py",
        'return f"audit|{entry}|{named}" if named else',
        "return",
        (f"{CAME_BACK}::test_no_bit_of_the_name_of_its_key_makes_a_part_of_after_one_of_before",),
    ),
    Mutant(
        "the ledger names the key that went",
        "governance/audit/verifying_closed.py",
        'line.get("key", "")) for line',
        '"") for line',
        (f"{CAME_BACK}::test_a_part_of_before_that_came_late_or_stayed_is_no_finding",),
    ),
    Mutant(
        "a kind is certified once its old keys are gone",
        "governance/erasure/run.py",
        "    _reach(erasure, ErasureState.ROWS_GONE)\n    return False\n\n\ndef _scope_gone",
        "    return True\n\n\ndef _scope_gone",
        (f"{LEDGER}::test_a_kind_is_certified_once_the_old_key_is_gone_and_the_key_is_counted",),
    ),
    Mutant(
        "one transaction for all that is stored",
        "redaction/storing.py",
        "@transaction.atomic\ndef store_batch",
        "def store_batch",
        (f"{INBOX}::test_killed_at_any_step_a_batch_is_stored_exactly_once",),
    ),
    Mutant(
        "the proof that an entry is in the log",
        "capture/protocol/proving.py",
        "        if not is_included(leaf, entry.index, path, self.found.size, self.found.root):\n",
        "        if not leaf:\n",
        (f"{FORGED}::test_an_entry_that_is_not_in_the_log_gives_nothing",),
    ),
    Mutant(
        "the proof that the log goes on",
        "capture/protocol/proving.py",
        "    if not is_consistent((newest",
        "    if found is None and not is_consistent((newest",
        (f"{FORGED}::test_a_log_of_which_it_is_not_shown_that_it_goes_on_gives_nothing",),
    ),
    Mutant(
        "the Yes of this very device",
        "capture/protocol/proving.py",
        "        if not set(self.grant.kinds) <= kinds:\n",
        "        if not self.grant.kinds:\n",
        (f"{FORGED}::test_a_yes_to_something_else_gives_nothing",),
    ),
    Mutant(
        "the signature of a witness",
        "governance/audit/witnesses.py",
        "    except InvalidSignature:\n        return None\n",
        "    except InvalidSignature:\n        return at\n",
        (f"{WITNESSED}::test_a_cosignature_of_another_key_is_not_kept",),
    ),
    Mutant(
        "HR places no hold",
        "governance/holds/acts.py",
        "    if Role.HR in roles:\n        raise HrPlacesNone\n",
        "",
        (f"{HOLDS}/test_placing.py::test_hr_places_none_even_with_another_role",),
    ),
    Mutant(
        "two officers for a hold",
        "governance/holds/acts.py",
        "    if hold.proposed_by_id == by.pk:\n        raise SecondOfficerNeeded\n",
        "",
        (f"{HOLDS}/test_placing.py::test_who_proposed_cannot_confirm",),
    ),
    Mutant(
        "the closed list of matters of a hold",
        "governance/holds/acts.py",
        "    if proposal.matter not in Matter.values:\n        raise MatterUnknown\n",
        "",
        (f"{HOLDS}/test_placing.py::test_the_list_of_matters_is_closed",),
    ),
    Mutant(
        "no hold for the employer's matter",
        "governance/holds/acts.py",
        "            raise EmployersMatter(*found, name)\n",
        "            continue\n",
        (f"{HOLDS}/test_placing.py::test_a_matter_of_the_employer_is_refused_by_name",),
    ),
    Mutant(
        "three shares for a hold",
        "governance/holds/shares.py",
        "        if holder not in shares:\n",
        "        if not shares:\n",
        (f"{HOLDS}/test_erasing.py::test_three_shares_open_what_is_held_and_two_never",),
    ),
    Mutant(
        "the fence before a hold",
        "governance/holds/acts.py",
        "    walk.fence(_owner(hold_id))",
        "    _owner(hold_id)",
        (f"{REACH}::test_nothing_more_is_stored_while_it_is_placed",),
    ),
    Mutant(
        "a stored row names the hold that it came after",
        "training/store.py",
        "            after_hold=holds[new.owner],\n",
        "",
        (
            f"{REACH}::test_of_a_week_it_opens_what_was_stored_before_and_nothing_after",
            f"{REACH}::test_what_waits_in_the_inbox_and_is_stored_later_is_not_held",
        ),
    ),
    Mutant(
        "a changed row stays on its side of a hold",
        "training/store.py",
        "        after_hold=row.after_hold,\n",
        "",
        (f"{REACH}::test_what_is_changed_stays_on_its_side_of_the_hold",),
    ),
    Mutant(
        "a hold reaches nothing that came after it",
        "governance/holds/reach.py",
        "piece.after_hold is None or self._came_before(piece.after_hold)",
        "True",
        (f"{REACH}::test_each_of_several_holds_reaches_what_was_stored_before_it",),
    ),
    Mutant(
        "two renewals of a hold at most",
        "governance/holds/acts.py",
        "    if hold.renewals >= RENEWALS:\n        raise RenewedTwice\n",
        "",
        (f"{HOLDS}/test_ending.py::test_it_is_renewed_twice_and_never_a_third_time",),
    ),
    Mutant(
        "the end of a hold erases",
        "governance/holds/ending.py",
        "    hold.rows.all().delete()\n    hold.keys.all().delete()\n",
        "",
        (f"{HOLDS}/test_ending.py::test_it_holds_on_its_last_day_and_is_over_on_the_next",),
    ),
)
