"""Who had everything erased and came back: of after, each closed part opens, or the check says so.

What was sealed under the key that went is no finding, wherever it still lies.
"""

import copy
import json

import pytest
from django.core.management import call_command
from django.db import transaction

from governance import clock
from governance.audit import sequencer, verifying
from governance.audit.acts import Act, Role
from governance.audit.models import AuditClosed, AuditEntry, AuditLeaf
from governance.audit.record import About, Actor, record
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure, ErasureState
from governance.keys import ledger, ring, short_memory
from governance.keys.models import Deletion, PersonKey
from tests import factories
from tests.governance.erasure.test_ledger_outside import MINUTE
from tests.outside_folders import folders

__all__ = ["folders"]

CODE = "closed-differs"


@pytest.fixture
def person(lasting_company):
    factories.allow(lasting_company.employee)
    return lasting_company.employee


def carry():
    for passed in range(3):
        with clock.shifted(MINUTE * 2 * passed):
            for erasure_id in run.unfinished():
                run.advance(erasure_id)


def erase_everything(person):
    decisions.end_all(person)
    begin_erasure(person.owner, everything=True)
    carry()
    whole = Erasure.objects.filter(everything=True)
    assert {one.state for one in whole} == {ErasureState.DONE}


def come_back(person):
    factories.allow(person)
    sequencer.run()


def parts(person):
    return AuditClosed.objects.filter(owner=person.owner).order_by("entry")


@pytest.fixture
def back(person):
    """Somebody who came back."""
    before = [copy.deepcopy(row) for row in parts(person)]
    assert before
    erase_everything(person)
    assert not parts(person).exists()
    come_back(person)
    assert parts(person).exists()
    person.before = before
    return person


def findings():
    short_memory.forget_all()
    return [(one.code, one.place) for one in verifying.check()]


def spoiled(row, bit):
    raw = bytearray(bytes(row.sealed))
    raw[bit // 8] ^= 1 << bit % 8
    AuditClosed.objects.filter(pk=row.pk).update(sealed=bytes(raw))


@pytest.mark.parametrize("bit", [0, 101, -1])
def test_a_single_bit_of_a_part_of_after_is_named_with_its_place(back, bit):
    assert findings() == []
    row = parts(back).first()
    spoiled(row, bit % (8 * len(bytes(row.sealed))))
    place = AuditLeaf.objects.get(entry=row.entry).index
    assert findings() == [(CODE, place)]


def test_every_part_of_after_is_named(back):
    for row in parts(back):
        spoiled(row, 200)
    assert [code for code, _place in findings()] == [CODE] * parts(back).count()


def test_a_part_of_before_that_came_late_or_stayed_is_no_finding(back):
    """Whoever had read the key before it went may commit what it sealed after the rows went."""
    AuditClosed.objects.bulk_create(back.before)
    assert findings() == []
    spoiled(parts(back).get(pk=back.before[0].pk), 7)
    assert findings() == []  # nobody can open it anyway


def test_no_bit_of_the_name_of_its_key_makes_a_part_of_after_one_of_before(back):
    row = parts(back).first()
    for bit in range(8 * ring.KEY_ID):
        raw = bytearray(bytes(row.key_id))
        raw[bit // 8] ^= 1 << bit % 8
        AuditClosed.objects.filter(pk=row.pk).update(key_id=bytes(raw))
        assert [code for code, _place in findings()] == [CODE]


def test_a_part_of_after_that_says_it_is_from_before_keys_had_names_is_found(back):
    AuditClosed.objects.filter(pk=parts(back).first().pk).update(key_id=b"")
    assert [code for code, _place in findings()] == [CODE]


def test_a_lost_key_of_one_who_came_back_is_found(back):
    PersonKey.objects.filter(owner=back.owner).delete()
    assert len(findings()) == parts(back).count()


def test_who_came_back_twice_is_told_from_each_time(back):
    second = [copy.deepcopy(row) for row in parts(back)]
    erase_everything(back)
    come_back(back)
    third = parts(back).first()
    AuditClosed.objects.bulk_create([*back.before, *second])
    assert findings() == []
    spoiled(third, 3)
    assert [code for code, _place in findings()] == [CODE]


def test_between_the_key_and_the_rows_nothing_is_found_but_what_does_not_open(person):
    """An erasure is at work: its key is gone, its rows are there, and entries are written."""
    sequencer.run()
    before = parts(person).count()
    ring.destroy_person(person.owner)
    by = Actor(Role.EMPLOYEE, person.owner)
    with transaction.atomic():
        entry = record(Act.LOG_EXPORTED, by, About(owner=person.owner))
    sequencer.run()
    assert findings() == []
    assert parts(person).count() == before + 1
    spoiled(parts(person).get(pk=entry), 9)
    assert findings() == [(CODE, AuditLeaf.objects.get(entry=entry).index)]


def test_after_a_restore_nothing_of_before_is_found_and_what_of_after_does_not_open_is(
    person, tmp_path
):
    sequencer.run()
    call_command("backup", tmp_path / "backup")
    before = [copy.deepcopy(row) for row in parts(person)]
    erase_everything(person)
    call_command("restore", tmp_path / "backup", "--replace")
    carry()
    come_back(person)
    ours = parts(person).first()
    AuditClosed.objects.bulk_create(before)
    assert findings() == []
    spoiled(ours, 50)
    assert [code for code, _place in findings()] == [CODE]


def test_the_ledger_names_keys_and_no_day(back):
    said = [json.loads(row.line) for row in Deletion.objects.all()]
    (line,) = [one for one in said if "person" in one]
    assert set(line) == {"person", "key"}
    assert len(bytes.fromhex(line["key"])) == ring.KEY_ID
    assert PersonKey.objects.get(owner=back.owner).key_id.hex() != line["key"]


def test_no_open_part_has_the_name_of_a_key(back):
    names = {bytes(row.key_id) for row in parts(back)} | {bytes(r.key_id) for r in back.before}
    assert len(names) == 2
    for entry in AuditEntry.objects.all():
        said = " ".join(str(getattr(entry, one.attname)) for one in entry._meta.concrete_fields)
        assert not any(name.hex() in said for name in names)


def test_a_part_from_before_keys_had_names_opens_and_is_judged_by_whose_it_is(person):
    """Of an older installation: neither the part nor the key has a name."""
    owner = "5" * 64
    with transaction.atomic():
        entry = record(Act.LOG_EXPORTED, Actor(Role.EMPLOYEE, owner), About(owner=owner))
    sequencer.run()
    row = AuditClosed.objects.get(pk=entry)
    whole = ring.person_open(owner, row.sealed, f"audit|{entry}|{bytes(row.key_id).hex()}")
    old = ring.person_seal(owner, whole, f"audit|{entry}")
    AuditClosed.objects.filter(pk=entry).update(sealed=old, key_id=b"")
    PersonKey.objects.filter(owner=owner).update(key_id=b"")
    assert findings() == []
    AuditClosed.objects.filter(pk=entry).update(sealed=old[:-1])
    assert [code for code, _place in findings()] == [CODE]
    AuditClosed.objects.filter(pk=entry).update(sealed=old)
    ring.destroy_person(owner)
    assert ("key", "") in {pair for one in ledger.since(0) for pair in one.items()}
    assert findings() == []
