"""A release holds what the recipe asks for, names nobody, and can be checked."""

import hashlib
import json
import stat
from datetime import timedelta
from itertools import pairwise

import pyarrow.parquet as pq
import pytest

from governance import clock, signing
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.keys import signers
from governance.purposes.kinds import Kind
from governance.signing import Signed, Use
from governance.stops import stop
from tests.training import crowd
from tests.training.releases.building import begin, built, left_behind, lines, payload
from training.models import Contribution, Release, ReleaseState
from training.releases import build, files, links, selecting
from training.releases.errors import AlreadyBuilding, NotBuildable, Suspended


def test_parquet_and_jsonl_hold_the_same_rows_and_are_read_back(company):
    crowd.crowd(6, 3)
    release = built(company)
    assert (release.state, release.counts["rows"]) == (ReleaseState.READY, 18)
    table = pq.read_table(files.folder(release.pk) / files.PARQUET)
    rows = lines(release)
    assert table.num_rows == len(rows) == 18
    assert table.column("id").to_pylist() == [row["id"] for row in rows]
    step = table.column("steps").to_pylist()[0][2]
    assert (step["do"], step["x"], step["y"], step["role"]) == ("click", 0.5, 0.25, "cell")
    assert rows[0]["steps"][1] == {
        "do": "window", "kind": "screen_operations", "title": "Bookings",
    }  # fmt: skip


def test_no_file_holds_an_owner_a_name_a_day_or_a_time(company):
    everyone = crowd.crowd(6)
    release = built(company)
    written = b"".join(
        path.read_bytes() for path in files.folder(release.pk).rglob("*") if path.is_file()
    )
    decoded = written + signing.decode(release.manifest["payload"])
    marks = [mark for one in everyone for mark in (one.owner, one.name, one.login, str(one.pk))]
    episodes = [key for row in Contribution.objects.all() for key in links.opened(row).rows]
    assert len(episodes) == 12
    assert not [mark for mark in [*marks, *episodes] if mark.encode() in decoded]
    for row in lines(release):
        assert row.keys() <= {"id", "application", "site", "language", "steps"}
    assert "morning" not in (files.folder(release.pk) / files.JSONL).read_text()


def test_rows_are_shuffled_across_people(company):
    for number, one in enumerate(crowd.people(6)):
        crowd.keep(one, *(crowd.body(text=f"text of {number}") for _ in range(8)))
    order = [row["steps"][3]["text"] for row in lines(built(company))]
    assert sorted(order) == sorted(f"text of {n}" for n in range(6) for _ in range(8))
    changes = sum(1 for one, other in pairwise(order) if one != other)
    assert changes > 15  # person by person it would be 5


def test_a_screen_that_four_people_share_stays_out(company):
    everyone = crowd.crowd(6)
    for one in everyone[:4]:
        crowd.keep(one, crowd.body("Claims archive"))
    rows = lines(built(company))
    assert len(rows) == 12
    assert {row["steps"][1]["title"] for row in rows} == {"Bookings"}


def test_leaving_one_out_can_thin_another_screen(company):
    mixed = crowd.body("Alpha")
    two = mixed.model_copy(update={"steps": (*mixed.steps, *crowd.body("Rare").steps)})
    everyone = crowd.people(5)
    for one in everyone[:4]:
        crowd.keep(one, crowd.body("Alpha"))
    crowd.keep(everyone[4], two)
    assert built(company).reason == "too-few-people"


def test_titles_are_compared_without_numbers_masks_and_case(company):
    for number, one in enumerate(crowd.people(5)):
        crowd.keep(one, crowd.body(f"Booking {number} of <PERSON_{number + 1}>"))
    assert built(company).counts["rows"] == 5


def test_where_nobody_shares_a_screen_nothing_is_built_and_nothing_left(company):
    crowd.crowd(4)
    release = built(company)
    assert (release.state, release.reason) == (ReleaseState.FAILED, "too-few-people")
    assert (left_behind(), Contribution.objects.count()) == ([], 0)


def test_what_rests_what_ends_before_and_other_kinds_stay_out(company):
    everyone = crowd.crowd(5, 1)
    for one in everyone:
        crowd.keep(one, crowd.body("Resting"), rests=0)
        crowd.keep(one, crowd.body("Ends"), goes=20)
    release = built(company, kinds={Kind.CLICKS, Kind.SCREEN_OPERATIONS})
    rows = lines(release)
    assert len(rows) == 5
    assert {step["do"] for row in rows for step in row["steps"]} == {"window", "click"}
    assert release.counts["left_out"] == dict.fromkeys(selecting.Why, None)


def test_numbers_of_what_is_left_out_are_rounded_or_not_told():
    told = [selecting.about(n) for n in (0, 1, 49, 50, 57, 123, 999, 1299, 46_903)]
    assert told == [None, None, None, 50, 50, 120, 990, 1200, 46_000]


def test_the_manifest_is_signed_and_names_every_file(company):
    crowd.crowd(5)
    release = built(company)
    home = files.folder(release.pk)
    on_disk = json.loads((home / files.MANIFEST).read_text())
    assert on_disk == release.manifest
    signed = Signed(
        on_disk["type"],
        on_disk["key"],
        signing.decode(on_disk["payload"]),
        signing.decode(on_disk["signature"]),
    )
    signing.check(signers.public_keys(Use.RELEASE)[signed.key], signed, "sayso-release/1")
    told = payload(release)
    assert (told["name"], told["purpose"], told["rows"]) == ("bookings-1", "bookings", 10)
    assert told["redaction_policies"] == ["policy-1"]
    for one in told["files"]:
        raw = (home / one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
    assert {one["path"] for one in told["files"]} == {files.PARQUET, files.JSONL, files.CARD}


def test_the_card_has_the_front_matter_of_datasets(company):
    import yaml

    crowd.crowd(5)
    text = (files.folder(built(company).pk) / files.CARD).read_text()
    front = yaml.safe_load(text.split("---")[1])
    assert front["configs"][0]["data_files"] == [{"split": "train", "path": files.PARQUET}]
    assert "\n# bookings-1\n" in text
    assert "\n| Rows | 10 |\n" in text


def test_files_are_their_owners_alone(company):
    crowd.crowd(5)
    home = files.folder(built(company).pk)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [home, *home.rglob("*")]}
    assert modes == {0o700, 0o600}
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700


def test_each_person_is_linked_with_the_rows_that_only_their_key_opens(company):
    everyone = crowd.crowd(5, 2)
    release = built(company)
    ids = {row["id"] for row in lines(release)}
    found = [links.opened(row) for row in Contribution.objects.filter(release=release)]
    assert len(found) == len(everyone)
    assert {new for link in found for new in link.rows.values()} == ids
    row = Contribution.objects.first()
    assert not [new for new in ids if new.encode() in bytes(row.sealed)]


def test_reading_and_signing_are_on_the_record_of_the_steward(company):
    crowd.crowd(5)
    built(company)
    entries = AuditEntry.objects.filter(role=Role.STEWARD).values_list("act", flat=True)
    assert {Act.RELEASE_BEGUN, Act.DATA_READ, Act.RELEASE_SIGNED} <= set(entries)


@pytest.mark.parametrize(
    "more",
    [
        {"slug": "unknown"},
        {"kinds": set()},
        {"kinds": {Kind.TYPING_RHYTHM}},
    ],
    ids=["purpose", "no kind", "kind not offered"],
)
def test_another_recipe_than_the_purpose_allows_is_refused(company, more):
    with pytest.raises(NotBuildable):
        begin(company, **more)


@pytest.mark.parametrize("days", [0, 91], ids=["today", "too late"])
def test_a_release_that_would_end_today_or_too_late_is_refused(company, days):
    with pytest.raises(NotBuildable):
        begin(company, ends=clock.today() + timedelta(days=days))


def test_nothing_is_begun_while_everything_is_stopped(company):
    stop.begin("A leak", None)
    with pytest.raises(Suspended):
        begin(company)


def test_a_stop_during_the_build_ends_it(company, monkeypatch):
    crowd.crowd(5)
    release = begin(company)
    write = build._write
    monkeypatch.setattr(build, "_write", lambda *a: (write(*a), stop.begin("A leak", None))[0])
    build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, release.reason) == (ReleaseState.FAILED, "release-suspended")
    assert left_behind() == []


def test_one_release_of_a_purpose_is_built_at_a_time_and_numbers_go_on(company):
    crowd.crowd(5)
    first = begin(company)
    with pytest.raises(AlreadyBuilding):
        begin(company)
    build.run(first.pk)
    assert built(company).number == 2
    assert Release.objects.count() == 2
