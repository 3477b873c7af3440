"""More people come by the acts of the product; the company is emptied where it is one."""

import fcntl
import os
from pathlib import Path

import pytest

from demo import newcomers, progress, reset
from demo.company import company
from demo.models import DemoMark
from demo.seed import NoDemonstration, seed
from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.consent.models import Consent
from governance.directory.models import Employee
from governance.rights.models import RightsRequest


@pytest.fixture
def demonstration(both, settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    seed()


def test_the_company_grows_to_a_size_and_not_beyond(demonstration):
    before = len(company().people)
    assert newcomers.grow(before + 45) == 45
    assert newcomers.grow(before + 45) == 0
    assert Employee.objects.count() == before + 45


def test_who_comes_is_added_and_allows_and_asks_by_the_acts_of_the_product(demonstration):
    consents, requests = Consent.objects.count(), RightsRequest.objects.count()
    newcomers.grow(len(company().people) + 40)
    assert AuditEntry.objects.filter(act=Act.PERSON_ADDED).count() == Employee.objects.count()
    assert Consent.objects.count() - consents == 40 // newcomers.SHARE_ALLOWS
    assert RightsRequest.objects.count() - requests == 40 // newcomers.SHARE_ASKS


def test_nobody_is_added_to_real_people(company):
    for act in (newcomers.grow, newcomers.add):
        with pytest.raises(NoDemonstration):
            act(100)


def test_newcomers_have_addresses_of_their_own():
    people = [newcomers._persona(number) for number in range(5000)]
    assert len({person.email for person in people}) == 5000


def test_what_newcomers_play_has_all_its_words():
    for number in range(60):
        play = newcomers._play(newcomers._persona(number))
        assert play.values.keys() >= {"goods", "consignor", "email", "phone", "reference"}


@pytest.fixture
def emptied(monkeypatch, settings, tmp_path):
    """Everything of a reset but the databases of the tests."""
    gone = []
    monkeypatch.setattr(reset, "_empty_database", gone.append)
    settings.DEMO, settings.VAR = True, tmp_path
    for name in reset.SETTINGS:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_text("x")
        setattr(settings, name, folder)
    (tmp_path / "secret_key").write_text("stays")
    (tmp_path / "beat-schedule.dat").write_text("goes")
    return gone


def test_it_empties_both_databases_and_what_lies_beside_them(both, emptied, tmp_path):
    DemoMark.objects.create(since="2026-11-27")
    progress.write(progress.Progress(1, 2))
    reset.empty()
    assert emptied == ["default", "keys"]
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key", "running.lock"}


def test_it_empties_nothing_without_the_mark(both, emptied, tmp_path):
    with pytest.raises(NoDemonstration):
        reset.empty()
    assert (emptied, (tmp_path / "INTAKE_DIR" / "file").exists()) == ([], True)


def test_it_empties_nothing_in_production(both, emptied, settings):
    DemoMark.objects.create(since="2026-11-27")
    settings.DEMO = False
    with pytest.raises(NoDemonstration):
        reset.empty()
    assert emptied == []


def test_it_empties_nothing_while_it_runs(both, emptied, tmp_path):
    DemoMark.objects.create(since="2026-11-27")
    held = os.open(tmp_path / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(reset.StillRunning):
        reset.empty()
    os.close(held)
    assert emptied == []


@pytest.mark.parametrize("place", ["/srv/elsewhere", "."])
def test_it_deletes_nothing_outside_the_state_folder_and_not_the_folder_itself(
    place, both, emptied, settings, tmp_path
):
    DemoMark.objects.create(since="2026-11-27")
    settings.OUTSIDE_DIR = Path(tmp_path) / place
    with pytest.raises(reset.KeptElsewhere):
        reset.empty()
    assert emptied == []


def test_a_database_in_a_file_is_gone_with_its_journals(tmp_path, monkeypatch):
    class Connection:
        vendor = "sqlite"
        settings_dict = {"NAME": tmp_path / "x.sqlite3"}

        def close(self):
            pass

    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"x.sqlite3{ending}").write_text("x")
    monkeypatch.setattr(reset, "connections", {"default": Connection()})
    reset._empty_database("default")
    assert list(tmp_path.iterdir()) == []
