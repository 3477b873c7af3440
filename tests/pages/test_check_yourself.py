"""People take proofs along: their own entries, the program that checks, the open log's state."""

import hashlib
import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

import verify
from governance.audit import checkpoints, sequencer
from governance.audit.acts import Act, Role
from governance.audit.canonical import commitment, leaf_hash
from governance.audit.models import AuditClosed, AuditEntry
from governance.consent import decisions
from governance.keys import signers
from governance.signing import Use, decode
from tests import factories
from tests.sequenced import late

PAGE, TAKE = "employee:check_yourself", "employee:own_entries"


def taken(browser) -> dict:
    answer = browser.post(reverse(TAKE))
    assert answer["Cache-Control"] == "no-store"
    return json.loads(b"".join(answer.streaming_content))


@pytest.fixture
def decided(company):
    factories.allow(company.employee)
    factories.allow(company.other)
    decisions.withdraw(company.employee, company.slug)
    sequencer.run()
    return company


def test_ones_own_entries_prove_themselves_without_the_server(decided, browser):
    file = taken(browser)
    keys = [(None, key) for key in signers.public_keys(Use.LOG).values()]
    _origin, size, root = verify.checkpoint(file["checkpoint"], keys)
    mine = AuditClosed.objects.filter(owner=decided.employee.owner).count()
    assert len(file["entries"]) == mine
    for one in file["entries"]:
        committed = commitment(decode(one["key"]), one["closed"].encode())
        leaf = leaf_hash(one["open"].encode(), committed)
        assert verify.inclusion(one["index"], size, leaf, verify.hashes(one["path"]), root)
        said = json.loads(one["closed"])
        assert decided.employee.owner in (said["about"], said["actor"])
    acts = {json.loads(one["open"])["act"] for one in file["entries"]}
    assert {Act.CONSENT_GIVEN, Act.CONSENT_WITHDRAWN, Act.DATA_DOWNLOADED} <= acts


def test_the_program_answers_to_the_file_what_the_page_says(decided, browser, tmp_path, capsys):
    sequencer.run()
    with late():  # the copy itself becomes an entry a second later
        page = browser.get(reverse(PAGE)).content.decode()
        answer = browser.post(reverse(TAKE))
        file = tmp_path / "sayso-entries.json"
        file.write_bytes(b"".join(answer.streaming_content))
    keys = signers.public_keys(Use.LOG).values()
    key = tmp_path / "log-key.txt"
    key.write_text("".join(checkpoints.verifier_key(checkpoints.origin(), one) for one in keys))
    assert verify.main(["entries", str(file), "--key", str(key)]) == 0
    said = capsys.readouterr().out.strip()
    assert f'<code class="break" lang="en">{escape(said)}</code>' in page
    whole = json.loads(file.read_text())
    whole["entries"][1]["closed"] = whole["entries"][1]["closed"].replace("20", "21", 1)
    file.write_text(json.dumps(whole))
    assert verify.main(["entries", str(file), "--key", str(key)]) == 1
    assert capsys.readouterr().out.startswith("It does not hold")


def test_nothing_of_a_colleague_is_in_the_file(decided, browser):
    others = AuditClosed.objects.filter(owner=decided.other.owner)
    text = json.dumps(taken(browser))
    assert decided.other.owner not in text
    assert not [pk for pk in others.values_list("entry", flat=True) if str(pk) in text]


def test_taking_a_copy_is_an_entry(decided, browser):
    before = AuditEntry.objects.filter(act=Act.DATA_DOWNLOADED).count()
    taken(browser)
    assert AuditEntry.objects.filter(act=Act.DATA_DOWNLOADED).count() == before + 1


def test_thousands_of_entries_cost_few_queries(decided, browser, django_assert_max_num_queries):
    from django.db import transaction

    from governance.audit import proved
    from governance.audit.record import About, Actor, record

    owner = decided.employee.owner
    with transaction.atomic():
        for _ in range(1500):
            record(Act.DATA_SHOWN, Actor(Role.EMPLOYEE, owner), About(owner))
    sequencer.run()
    with django_assert_max_num_queries(40):
        assert '"index":' in "".join(proved.own(owner))


def test_the_page_has_the_command_the_key_and_the_sum_of_the_program(decided, browser):
    page = browser.get(reverse(PAGE)).content.decode()
    file = Client().get(reverse("public:verifier"))
    assert file.content == Path(verify.__file__).read_bytes()
    assert hashlib.sha256(file.content).hexdigest() in page
    assert "verify.py entries" in page
    for key in signers.public_keys(Use.LOG).values():
        name = checkpoints.origin()
        assert checkpoints.verifier_key(name, key).replace("+", "&#x2B;") in page or (
            checkpoints.verifier_key(name, key) in page
        )


def test_who_has_no_entry_is_told_so(company, browser):
    AuditClosed.objects.filter(owner=company.employee.owner).delete()
    page = browser.get(reverse(PAGE)).content.decode()
    assert "The log has no entry about you yet." in page
    assert reverse(TAKE) not in page


def test_anybody_can_compare_checkpoints_without_signing_in(decided):
    visitor = Client()
    old = visitor.get(reverse("public:log_checkpoint"))
    assert old["Content-Type"].startswith("text/plain")
    assert "public" in old["Cache-Control"]
    keys = [(None, key) for key in signers.public_keys(Use.LOG).values()]
    _name, size, root = verify.checkpoint(old.content.decode(), keys)
    factories.allow(decided.employee)
    said = visitor.get(reverse("public:log_consistency"), {"old": size}).json()
    _name, larger, now = verify.checkpoint(said["checkpoint"], keys)
    assert larger > size
    assert verify.consistency(size, larger, verify.hashes(said["path"]), root, now)


@pytest.mark.parametrize(
    ("old", "status"), [("", 400), ("0", 400), ("-1", 400), ("x", 400), ("9" * 18, 404)]
)
def test_what_cannot_be_proved_is_said(decided, old, status):
    answer = Client().get(reverse("public:log_consistency"), {"old": old})
    assert answer.status_code == status


def test_one_place_asks_only_so_often(decided):
    visitor = Client()
    codes = [visitor.get(reverse("public:log_checkpoint")).status_code for _ in range(121)]
    assert codes[-2:] == [200, 429]


def test_compliance_takes_the_proof_of_an_entry_that_is_listed_and_of_no_other(
    decided, as_person, with_second_factor, tmp_path
):
    browser = as_person(decided.staff[Role.COMPLIANCE])
    listed = AuditEntry.objects.filter(act=Act.PURPOSE_APPROVED).first()
    unlisted = AuditEntry.objects.filter(act=Act.CONSENT_GIVEN).first()
    answer = browser.get(reverse("compliance:log_proof", args=[listed.pk]))
    file, key = tmp_path / "proof.json", tmp_path / "key"
    file.write_bytes(answer.content)
    origin = answer.json()["checkpoint"].split("\n")[0]
    lines = [checkpoints.verifier_key(origin, k) for k in signers.public_keys(Use.LOG).values()]
    key.write_text("\n".join(lines))
    assert verify.main(["proof", str(file), "--key", str(key)]) == 0
    assert browser.get(reverse("compliance:log_proof", args=[unlisted.pk])).status_code == 404
    page = browser.get(reverse("compliance:log")).content.decode()
    assert reverse("compliance:log_proof", args=[listed.pk]) in page
    assert reverse("compliance:log_proof", args=[unlisted.pk]) not in page
