"""Releases and recalls as the data steward sees them: files by the door, and never a cause."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.audit.models import AuditEntry
from governance.consent import decisions
from governance.erasure import run
from governance.purposes.models import PurposeVersion
from governance.stops import stop
from tests.training.releases.building import begin, lines
from training.models import Recall, Release, ReleaseState
from training.releases import build, files, recalls

WEEK = timedelta(days=7)


def page_of(browser, name: str, *args) -> str:
    return browser.get(reverse(name, args=args)).content.decode()


def take(browser, release, name: str):
    return browser.get(reverse("steward:download", args=[release.pk, name]))


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def recalled(release, *people) -> Recall:
    for one in people:
        decisions.withdraw(one, "bookings")
    for erasure in run.unfinished():
        run.advance(erasure)
    with clock.shifted(WEEK):
        recalls.issue_round()
    return Recall.objects.get(release=release)


def test_a_first_visit_says_what_to_do(steward, company):
    page = page_of(steward, "steward:releases")
    assert "Nobody has built a release yet" in page
    assert "What to do first" in page


def test_the_list_names_release_state_and_rows(steward, release):
    page = page_of(steward, "steward:releases")
    assert "1 release can be downloaded." in page
    assert "bookings-1" in page
    assert ">16<" in page


def test_filters_narrow_and_say_so_when_nothing_fits(steward, release):
    found = steward.get(reverse("steward:releases"), {"state": "failed"}).content.decode()
    assert "No release fits these filters." in found


def test_the_list_costs_as_many_queries_for_many_as_for_few(steward, release, company):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(steward, "steward:releases")
        return len(found)

    Recall.objects.create(release=release, round="2026-W49", issued_on=clock.today())
    queries()
    few = queries()
    for number in range(2, 60):
        release.id, release.number, release._state.adding = uuid.uuid4(), number, True
        release.save()
        Recall.objects.create(release=release, round="2026-W49", issued_on=clock.today())
    many = queries()
    assert many == few
    assert "1 to 50 of 59" in page_of(steward, "steward:releases")


def test_recalls_cost_as_many_queries_for_many_as_for_few(steward, release):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(steward, "steward:recalls")
        return len(found)

    queries()
    Recall.objects.create(release=release, round="2026-W49", issued_on=clock.today())
    few = queries()
    for number in range(2, 40):
        release.id, release.number, release._state.adding = uuid.uuid4(), number, True
        release.save()
        Recall.objects.create(release=release, round="2026-W49", issued_on=clock.today())
    assert queries() == few


def test_each_file_and_all_of_them_can_be_taken_and_each_time_is_on_the_record(steward, release):
    home = files.folder(release.pk)
    for name in (files.PARQUET, files.JSONL, files.CARD, files.MANIFEST):
        answer = take(steward, release, name)
        raw = body(answer)
        assert raw == (home / name).read_bytes()
        assert answer["Content-Length"] == str(len(raw))
        assert answer["Content-Disposition"].startswith('attachment; filename="bookings-1-')
    archive = zipfile.ZipFile(io.BytesIO(body(take(steward, release, "all.zip"))))
    assert archive.testzip() is None
    assert archive.read(f"bookings-1/{files.PARQUET}") == (home / files.PARQUET).read_bytes()
    taken = AuditEntry.objects.filter(act="release-downloaded", outcome="done")
    assert (taken.count(), {one.purpose for one in taken}) == (5, {"bookings"})


@pytest.mark.parametrize("name", ["../sayso.sqlite3", "data", "README.md/", "data/x.parquet"])
def test_no_other_file_can_be_taken(steward, release, name):
    assert take(steward, release, name).status_code == 404


def test_after_a_recall_is_sent_nothing_is_handed_out_and_the_refusal_is_on_the_record(
    steward, release, everyone
):
    recalled(release, everyone[0])
    answer = take(steward, release, files.JSONL)
    assert answer.status_code == 409
    assert "This release is not handed out." in answer.content.decode()
    assert AuditEntry.objects.get(act="release-downloaded").outcome == "refused"


def test_for_a_purpose_that_is_not_in_force_the_door_stays_shut(steward, release, company):
    PurposeVersion.objects.update(state="superseded")
    assert take(steward, release, files.JSONL).status_code == 403
    assert AuditEntry.objects.filter(act="data-read", outcome="refused").count() == 1


def test_while_everything_is_stopped_nothing_is_handed_out(steward, release):
    stop.begin("A leak", None)
    assert take(steward, release, files.JSONL).status_code in {403, 409}


def test_after_its_last_day_nothing_is_handed_out(steward, release):
    Release.objects.update(ends_on=clock.today())
    assert take(steward, release, files.JSONL).status_code == 409


def test_before_the_round_the_steward_sees_nothing_of_a_withdrawal(steward, release, everyone):
    names = ("steward:releases", "steward:recalls")
    before = [page_of(steward, name) for name in names]
    page = page_of(steward, "steward:release", release.pk)
    decisions.withdraw(everyone[0], "bookings")
    for erasure in run.unfinished():
        run.advance(erasure)
    assert [page_of(steward, name) for name in names] == before
    assert page_of(steward, "steward:release", release.pk) == page


def test_the_recall_says_what_to_do_and_neither_cause_nor_people(steward, release, everyone):
    mine = recalled(release, *everyone[:2])
    with clock.shifted(WEEK):
        page = page_of(steward, "steward:recalls")
    assert "1 recall waits for you." in page
    assert "Drop the 4 listed rows in every copy." in page
    assert "7 days left" in page
    main = page[page.index("<main") : page.index("</main")]
    for word in ("withdr", "people", "person", "took back", "erase"):
        assert word not in main
    rows = steward.get(reverse("steward:drop", args=[mine.pk])).content.decode().split()
    assert set(rows) <= {row["id"] for row in lines(release)}
    assert AuditEntry.objects.filter(act="recall-listed", purpose="bookings").count() == 1


def test_a_late_recall_is_said_to_be_late(steward, release, everyone):
    recalled(release, everyone[0])
    with clock.shifted(3 * WEEK):
        page = page_of(steward, "steward:recalls")
    assert "7 days late" in page
    assert "Delete every copy of it" in page


def test_answering_is_noted_and_deletes_the_files(
    steward, release, everyone, django_capture_on_commit_callbacks
):
    recall = recalled(release, everyone[0])
    with django_capture_on_commit_callbacks(execute=True):
        answer = steward.post(reverse("steward:acknowledge", args=[recall.pk]), follow=True)
    page = answer.content.decode()
    assert "Noted: the recall of bookings-1 is done." in page
    assert "No recall waits for you." in page
    assert not files.folder(release.pk).exists()


def test_a_whole_recall_has_no_list_of_rows(steward, release, everyone):
    recall = recalled(release, everyone[0])
    assert steward.get(reverse("steward:drop", args=[recall.pk])).status_code == 404


def test_a_recall_that_was_not_sent_cannot_be_opened(steward, release, everyone):
    decisions.withdraw(everyone[0], "bookings")
    recall = Recall.objects.get()
    assert steward.get(reverse("steward:drop", args=[recall.pk])).status_code == 404
    assert steward.post(reverse("steward:acknowledge", args=[recall.pk])).status_code == 404


def test_progress_is_the_part_that_the_page_includes_and_ends_with_a_fresh_page(
    steward, company, everyone
):
    release = begin(company)
    page = page_of(steward, "steward:release", release.pk)
    assert "waits for a worker" in page
    assert "You can leave this page." in page
    address = reverse("steward:progress", args=[release.pk])
    part = steward.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in page
    build.run(release.pk)
    assert steward.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert steward.get(address).status_code == 302


def test_cancelling_leaves_nothing_and_says_so(steward, company, everyone):
    release = begin(company)
    answer = steward.post(reverse("steward:cancel", args=[release.pk]), follow=True)
    assert "Cancelled. Nothing of it is kept." in answer.content.decode()
    release.refresh_from_db()
    assert release.state == ReleaseState.CANCELLED
    assert steward.post(reverse("steward:cancel", args=[release.pk])).status_code == 409


def test_a_build_that_failed_says_why_and_what_to_do(steward, company):
    release = begin(company)
    build.run(release.pk)
    page = page_of(steward, "steward:release", release.pk)
    assert "could not be built" in page
    assert "at least five people must share each screen" in page


def test_card_and_manifest_are_on_the_page(steward, release):
    page = page_of(steward, "steward:release", release.pk)
    assert "pretty_name" in page
    assert "&quot;rows&quot;: 16" in page
    for one in files.listed(release.manifest):
        assert one.sha256 in page
