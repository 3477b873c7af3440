"""A check of the closed parts that was broken off goes on: each is checked once, none forgotten."""

import os
import signal
import uuid
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import call_command
from django.db.models import F

from governance import clock
from governance.audit import verifying, verifying_closed, verifying_progress
from governance.audit.models import AuditCheck, AuditClosed, AuditRound
from governance.audit.verifying_progress import Part
from governance.keys import ring
from tests.children import in_child
from tests.governance.audit.log_kit import own_log, varied

__all__ = ["own_log"]
LAST = uuid.UUID(int=2**128 - 1)


class BrokenOff(BaseException):
    """The process ends here; nothing that catches errors catches this."""


@pytest.fixture
def opened(monkeypatch):
    """What a check opens, in order; the real one opens it."""
    seen, really = [], ring.person_open

    def person_open(owner, sealed, associated):
        seen.append(associated.split("|")[1])
        return really(owner, sealed, associated)

    monkeypatch.setattr(ring, "person_open", person_open)
    monkeypatch.setattr(verifying_closed, "AT_ONCE", 10)
    return seen


@pytest.fixture
def log(own_log, opened):
    varied(100)
    opened.clear()
    return own_log


def breaking(after: int, how: type[BaseException] = BrokenOff):
    def progress(part, done, _all):
        if part == Part.CLOSED and done == after:
            raise how

    return progress


def broken_off(after: int = 20, how: type[BaseException] = BrokenOff) -> None:
    with pytest.raises(how):
        verifying.check(breaking(after, how), resume=True)


def everything() -> list[str]:
    return [str(pk) for pk in AuditClosed.objects.order_by("entry").values_list("pk", flat=True)]


def codes(*, resume: bool = True) -> set[str]:
    return {one.code for one in verifying.check(resume=resume)}


def test_a_check_that_was_broken_off_goes_on_and_checks_each_part_once(log, opened):
    broken_off(20)
    assert opened == everything()[:20]
    assert codes() == set()
    assert opened == everything()
    assert not AuditRound.objects.exists()


def test_it_goes_on_however_often_it_is_broken_off(log, opened):
    for after in (10, 20, 40):
        broken_off(after)
    assert codes() == set()
    assert opened == everything()


def test_when_it_has_ended_the_next_one_begins_with_the_first_part(log, opened):
    assert codes() == set()
    assert codes() == set()
    assert opened == 2 * everything()


def change(place: int) -> AuditClosed:
    """Change a closed part; return it as it was."""
    row = AuditClosed.objects.order_by("entry")[place]
    AuditClosed.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"\x00\x00")
    return row


def test_what_was_found_before_it_was_broken_off_is_not_forgotten(log):
    row = change(3)
    broken_off(20)
    row.save()  # as if whoever changed it puts it back when the check has passed
    assert codes() == {"closed-differs"}
    assert AuditCheck.objects.get().findings == 1
    assert codes() == set()


def test_what_is_found_raises_the_alarm_before_the_check_has_ended(log):
    codes()
    ended = AuditCheck.objects.get().whole
    change(3)
    broken_off(20)
    check = AuditCheck.objects.get()
    assert (check.findings, check.whole) == (1, ended)


def test_a_position_that_the_key_store_did_not_seal_is_not_believed(log, opened):
    broken_off(20)
    AuditRound.objects.update(after=LAST)
    opened.clear()
    assert codes() == set()
    assert opened == everything()


@pytest.mark.parametrize(
    "changed",
    [
        {"done": F("done") + 1},
        {"found": [["closed-differs", 4]]},
        {"begun": F("begun") + timedelta(hours=1)},
        {"run": LAST},
    ],
    ids=["done", "found", "begun", "run"],
)
def test_no_part_of_a_position_can_be_changed(log, opened, changed):
    broken_off(20)
    AuditRound.objects.update(**changed)
    opened.clear()
    assert codes() == set()
    assert opened == everything()


def test_a_position_counts_for_some_days_alone(log, opened):
    broken_off(20)
    opened.clear()
    with clock.shifted(verifying_progress.LASTS + timedelta(hours=1)):
        assert codes() == set()
    assert opened == everything()


def test_a_check_that_somebody_asks_for_begins_with_the_first_part(log, opened):
    broken_off(20)
    opened.clear()
    assert codes(resume=False) == set()
    assert opened == everything()


def test_two_checks_at_once_each_go_through_everything(log, opened):
    """The one that began later keeps its position; the other goes on without one."""
    other = []

    def progress(part, done, _all):
        if part == Part.CLOSED and done == 20 and not other:
            other.append(codes(resume=False))

    assert verifying.check(progress, resume=True) == []
    assert other == [set()]
    assert sorted(opened) == sorted(2 * everything())


def test_a_check_leaves_the_position_of_one_that_began_later(log, opened):
    other = []

    def progress(part, done, _all):
        if part == Part.CLOSED and done == 20 and not other:
            other.append(True)
            with pytest.raises(BrokenOff):
                verifying.check(breaking(10), resume=False)

    assert verifying.check(progress) == []
    assert AuditRound.objects.get().done == 10
    opened.clear()
    assert codes() == set()
    assert opened == everything()[10:]


def test_the_end_of_its_time_is_no_finding_and_keeps_the_position(log, opened):
    broken_off(20, SoftTimeLimitExceeded)
    assert not AuditCheck.objects.exists()
    assert AuditRound.objects.get().done == 20
    assert codes() == set()
    assert opened == everything()


def test_a_person_who_has_everything_erased_while_a_check_runs_is_no_finding(log):
    first = AuditClosed.objects.order_by("entry").first().owner
    ring.destroy_person(first)  # so that the ledger has been read when the other one follows
    last = AuditClosed.objects.exclude(owner=first).order_by("entry").last().owner

    def progress(part, done, _all):
        if part == Part.CLOSED and done == 30:
            ring.destroy_person(last)

    assert verifying.check(progress) == []


def test_the_command_shows_how_far_it_has_come_and_goes_on_where_it_is_told_to(log, capsys):
    broken_off(20)
    call_command("audit", "verify", "--resume")
    shown = capsys.readouterr().err
    count = AuditClosed.objects.count()
    assert f"30 of {count} closed parts" in shown
    assert f"{count} of {count} closed parts" in shown
    assert "20 of" not in shown
    assert "100 of 100 entries" in shown


def killed_after(done: int, file) -> int:
    """Check in a process of its own, which is killed; return how it ended."""

    def work():
        really = ring.person_open

        def person_open(owner, sealed, associated):
            with file.open("a") as kept:
                kept.write(associated.split("|")[1] + "\n")
            return really(owner, sealed, associated)

        ring.person_open = person_open

        def progress(part, count, _all):
            if part == Part.CLOSED and count == done:
                os.kill(os.getpid(), signal.SIGKILL)

        verifying.check(progress, resume=True)

    return in_child(work)


def test_a_check_whose_process_is_killed_goes_on_in_another(
    lasting, settings, tmp_path, monkeypatch
):
    settings.OUTSIDE_DIR = tmp_path / "outside"
    monkeypatch.setattr(verifying_closed, "AT_ONCE", 10)
    varied(100)
    file = tmp_path / "opened"
    assert killed_after(20, file) == signal.SIGKILL
    assert killed_after(30, file) == signal.SIGKILL
    assert AuditRound.objects.get().done == 30
    assert killed_after(-1, file) == 0  # it came to its end
    assert file.read_text().split() == everything()
    assert not AuditRound.objects.exists()
    assert AuditCheck.objects.get().findings == 0
