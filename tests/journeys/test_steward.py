"""The data steward's whole story, by keyboard alone: preview, build, download, verify, recall."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import expect

from governance import clock
from governance.audit.acts import Role
from governance.erasure import run
from tests.journeys.keyboard import press, reach
from tests.journeys.sound import headed, sound
from tests.training import crowd
from training.models import Release, ReleaseState
from training.releases import build, tasks

pytestmark = pytest.mark.browser
WEEK = timedelta(days=7)


@pytest.fixture
def steward(staff, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"
    return staff[Role.STEWARD]


@pytest.fixture
def everyone(lasting_company):
    found = crowd.people(8)
    for number, one in enumerate(found):
        crowd.keep(one, *(crowd.body(text=f"goods of {number}") for _ in range(8)))
    return found


def erase_what_was_begun() -> None:
    for erasure in run.unfinished():
        run.advance(erasure)


def withdraw_in_the_browser(watched, person) -> None:
    opened = watched(person)
    opened.page.goto("/rights/")
    press(opened.page, "Withdraw all and erase")
    opened.page.wait_for_url("**/withdrawn/")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(archive: zipfile.ZipFile, folder: str, keys: dict) -> dict:
    """Check a release with nothing of this repository; return what its manifest says."""
    signed = json.loads(archive.read(f"{folder}/manifest.json"))
    public = Ed25519PublicKey.from_public_bytes(decoded(keys["keys"]["release"][signed["key"]]))
    payload = decoded(signed["payload"])
    public.verify(decoded(signed["signature"]), b"sayso-release/1\0" + payload)
    told = json.loads(payload)
    for one in told["files"]:
        raw = archive.read(f"{folder}/{one['path']}")
        assert hashlib.sha256(raw).hexdigest() == one["sha256"]
    names = {f"{folder}/{one['path']}" for one in told["files"]} | {f"{folder}/manifest.json"}
    assert set(archive.namelist()) == names
    return told


def preview_and_build(opened) -> Release:
    """From the person's own first page to a build that waits."""
    page = opened.page
    page.goto("/home/")
    press(page, "Data steward")
    page.wait_for_selector("text=What to do first")
    sound(opened)
    press(page, "Build a release")
    headed(page, "Build a release")
    press(page, "Preview")
    page.wait_for_selector("text=about 60")
    sound(opened)
    reach(page, "Preview again")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=waits for a worker")
    sound(opened)
    return Release.objects.get()


def build_while(monkeypatch, release: Release, happens) -> None:
    """Let the task run; something happens once the first person is linked."""
    link, done = build._link, []

    def linked(*arguments):
        link(*arguments)
        if not done:
            done.append(happens())

    monkeypatch.setattr(build, "_link", linked)
    tasks.build(str(release.pk))
    assert done


def downloaded(opened, target) -> zipfile.ZipFile:
    """Take all of it as a ZIP."""
    with opened.page.expect_download() as started:
        press(opened.page, "Download all as ZIP")
    started.value.save_as(target)
    return zipfile.ZipFile(target)


def texts_in(archive: zipfile.ZipFile) -> set[str]:
    raw = archive.read("bookings-1/data/train-00000-of-00001.parquet")
    column = pq.read_table(io.BytesIO(raw)).column("steps").to_pylist()
    return {step["text"] for steps in column for step in steps if step["text"]}


def answer_the_recall(opened) -> None:
    """Nothing shows before the round; then it is answered, and the release is closed."""
    page = opened.page
    tasks.recall_round()
    press(page, "Recalls")
    page.wait_for_selector("text=No recall waits for you.")
    sound(opened)
    with clock.shifted(WEEK):
        tasks.recall_round()
    press(page, "Recalls")
    page.wait_for_selector("text=1 recall waits for you.")
    sound(opened)
    press(page, "All copies are deleted")
    page.wait_for_selector("text=Noted: the recall of bookings-1 is done.")
    sound(opened)
    press(page, "bookings-1")
    page.wait_for_selector("text=Download is closed.")
    sound(opened)


def test_a_release_lacks_who_withdrew_while_it_was_built(
    watched, steward, everyone, monkeypatch, tmp_path
):
    opened = watched(steward)
    release = preview_and_build(opened)
    gone, still_in = sorted(everyone, key=lambda one: one.owner)[:2]
    build_while(monkeypatch, release, lambda: withdraw_in_the_browser(watched, gone))
    erase_what_was_begun()
    opened.page.wait_for_selector("text=can be downloaded")  # by itself
    sound(opened)

    archive = downloaded(opened, tmp_path / "release.zip")
    told = verified(archive, "bookings-1", opened.page.request.get("/keys/").json())
    number = everyone.index(gone)
    assert texts_in(archive) == {f"goods of {n}" for n in range(8) if n != number}
    assert told["rows"] == 7 * 8
    mine = watched(still_in).page
    mine.goto("/my-data/")
    expect(mine.locator("text=Your episodes are in 1 release.")).to_be_visible()

    withdraw_in_the_browser(watched, still_in)
    erase_what_was_begun()
    answer_the_recall(opened)
    release.refresh_from_db()
    assert release.state == ReleaseState.RECALLED
    assert opened.complaints == []


def test_a_build_is_cancelled_by_keyboard(watched, steward, everyone):
    opened = watched(steward)
    page = opened.page
    page.goto("/steward/releases/new/")
    reach(page, "Preview")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=waits for a worker")
    press(page, "Cancel the build")
    page.wait_for_selector("text=Cancelled. Nothing of it is kept.")
    assert Release.objects.get().state == ReleaseState.CANCELLED
    sound(opened)
    assert opened.complaints == []


def test_what_is_wrong_gets_the_focus(watched, steward, everyone):
    opened = watched(steward)
    page = opened.page
    page.goto("/steward/releases/new/")
    for words in ("App switches", "Clicks", "Screen operations", "Shortcuts", "Typed text"):
        press(page, words, "Space")
    press(page, "Preview")
    trouble = page.get_by_role("alert")
    expect(trouble).to_contain_text("Choose at least one kind of data.")
    expect(trouble).to_be_focused()
    sound(opened, but="status of 422")
