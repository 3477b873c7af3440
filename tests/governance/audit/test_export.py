"""An export is made while it is sent, is an entry itself, and holds no formula."""

import csv
import hashlib
import json
import types

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

import verify
from governance.audit import checkpoints, sequencer
from governance.audit.acts import Act, Role
from governance.audit.export import COLUMNS, DANGEROUS, Format, export, safe
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.audit.search import Search
from governance.keys import signers
from governance.signing import Use, encode
from tests import sequenced
from tests.governance.audit.bulk import entries
from tests.governance.audit.counting import rows
from tests.governance.audit.log_kit import write

COMPLIANCE = Actor(Role.COMPLIANCE)


def test_an_export_is_an_entry_before_its_first_line(both):
    export(Search(), Format.CSV, COMPLIANCE, [])
    assert AuditEntry.objects.get().act == Act.LOG_EXPORTED


@pytest.mark.parametrize("form", [Format.CSV, Format.JSONL])
def test_lines_are_made_while_they_are_read(form, both, django_assert_max_num_queries):
    entries(6000)
    lines = export(Search(), form, COMPLIANCE, [])
    assert isinstance(lines, types.GeneratorType)
    sequencer.run()
    with sequenced.late(), django_assert_max_num_queries(1):
        next(lines)
    # Four pages of the search; with proofs, for each one places, tiles, and the edge of the tree.
    with django_assert_max_num_queries(4 if form == Format.CSV else 4 * 9):
        assert sum(1 for _ in lines) == 6001  # the entry of the export is among them


@pytest.mark.parametrize("form", [Format.CSV, Format.JSONL])
def test_the_first_entry_is_sent_when_few_have_been_read(form, both):
    entries(3000)
    sequencer.run()
    with sequenced.late():
        lines = export(Search(), form, COMPLIANCE, [])
        with rows() as cost:
            next(lines)
            next(lines)
    assert cost["read"] < 1000


def test_each_line_proves_itself_against_the_checkpoint_in_the_first(both, tmp_path, capsys):
    write(300)
    sequencer.run()
    with sequenced.late():
        first, *lines = map(json.loads, export(Search(), Format.JSONL, COMPLIANCE, []))
    assert (first["type"], first["size"]) == ("checkpoint", 300)
    key, file = tmp_path / "key", tmp_path / "proof.json"
    origin = first["note"].split("\n")[0]
    key.write_text("\n".join(checkpoints.verifier_key(origin, k) for k in _keys()))
    *placed, last = sorted(lines, key=lambda line: (line["index"] is None, line["index"]))
    assert len(placed) == 200  # what employees do is not listed
    for line in placed[::40]:
        place = {name: line[name] for name in ("index", "path")}
        file.write_text(json.dumps({**place, "checkpoint": first["note"], "entry": line}))
        assert verify.main(["proof", str(file), "--key", str(key)]) == 0
        assert f"has place {line['index']} among the 300" in capsys.readouterr().out
    assert (last["index"], "path" in last) == (None, False)
    assert "seconds" in last["waiting"]


def _keys():
    return signers.public_keys(Use.LOG).values()


def test_a_line_has_what_is_needed_to_compute_its_leaf(both):
    _checkpoint, line = map(json.loads, export(Search(), Format.JSONL, COMPLIANCE, []))
    part = {name: line[name] for name in ("act", "day", "id", "outcome", "purpose", "role")}
    part |= {"random": encode(bytes.fromhex(line["random"])), "type": "sayso-audit/1"}
    hashed = b"\x00" + rfc8785.dumps(part) + bytes.fromhex(line["commitment"])
    assert hashlib.sha256(hashed).hexdigest() == line["leaf"]


def test_csv_has_one_row_a_line_and_totals_after_the_entries(both):
    entries(2)
    totals = [{"type": "total of a day", "day": "2026-05-04", "act": "consent-given", "people": 20}]
    rows = list(csv.DictReader(export(Search(), Format.CSV, COMPLIANCE, totals)))
    assert [row["type"] for row in rows] == ["entry"] * 3 + ["total of a day"]
    assert tuple(rows[0]) == COLUMNS


def test_a_purpose_that_looks_like_a_formula_stays_text(both):
    entries(1)
    text = "".join(export(Search(), Format.CSV, COMPLIANCE, [{"type": "x", "purpose": "-1+cmd"}]))
    assert ",'-1+cmd," in text


@given(st.text(max_size=12))
def test_no_cell_begins_with_what_a_spreadsheet_reads_as_a_formula(text):
    assert not safe(text).startswith(DANGEROUS)
    assert safe(text).removeprefix("'") in {text, text.removeprefix("'")}
