"""The wrapping key changes without a look at content, can be killed meanwhile, and then is gone."""

import base64
import os
import secrets
import signal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from governance.audit.acts import Act
from governance.audit.models import AuditEntry
from governance.keys import rewrap, sealing, short_memory, wrapping
from governance.keys.models import WeekKey
from governance.keys.wrapping import local
from tests.children import in_child
from tests.governance.keys.kept_keys import Kept, wrapped


@pytest.fixture
def files(settings, tmp_path):
    settings.WRAPPING_KEY_FILE = tmp_path / "wrapping.key"
    settings.WRAPPING, settings.WRAPPING_KEY, settings.WRAPPING_KEY_OLD = "file", "", ""
    return Path(settings.WRAPPING_KEY_FILE)


def text() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def test_every_wrapped_column_of_the_key_store_is_wrapped_anew():
    found = {
        model
        for model in apps.get_app_config("keys").get_models()
        if any(field.name == "wrapped" for field in model._meta.fields)
    }
    assert {table.model for table in rewrap.TABLES} == found


def test_a_value_names_its_key_and_opens_under_its_label_alone(both, files):
    value = wrapping.wrap(b"k" * 32, "label")
    assert value.startswith(local.MAGIC + wrapping.writer().name)
    assert wrapping.unwrap(value, "label") == b"k" * 32
    with pytest.raises(sealing.SealBroken):
        wrapping.unwrap(value, "another")


def test_a_value_from_before_values_named_their_key_stays_readable(both, files):
    wrapping.wrap(b"", "makes the file")
    raw = base64.urlsafe_b64decode(files.read_text())
    old = sealing.seal(raw, b"k" * 32, b"label")
    assert wrapping.unwrap(old, "label") == b"k" * 32
    local.turn_over()
    assert wrapping.unwrap(old, "label") == b"k" * 32


def test_another_key_wraps_everything_and_the_old_one_is_gone(both, files):
    kept, before, old = Kept(), wrapped(), files.read_text()
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    after, new = wrapped(), wrapping.writer()
    assert set(after) == set(before)
    assert all(new.wrapped_by(value) for value in after.values())
    assert kept.opens()
    assert files.read_text() != old
    assert not files.with_name("wrapping.key.old").exists()
    assert not any(old.encode() in path.read_bytes() for path in files.parent.iterdir())
    born = AuditEntry.objects.get(act=Act.KEY_BORN, subject=str(new))
    assert str(born.subject) == f"wrapping:{new.name.hex()}"


def test_no_row_of_content_is_touched(files, company, django_assert_num_queries):
    """Every statement goes to the key store: the main database is not asked at all."""
    Kept()
    rewrap.begin()
    with django_assert_num_queries(0):
        assert rewrap.run() > 10


def killed_after(changes: int) -> None:
    """Wrap anew in a process of its own and kill it between two rows."""

    def work():
        anew, left = rewrap._anew, [changes]

        def count(*told):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return anew(*told)

        rewrap.AT_ONCE, rewrap._anew = 2, count
        rewrap.begin()
        rewrap.run()

    assert in_child(work) == signal.SIGKILL


def test_killed_at_any_row_everything_opens_and_it_goes_on(lasting, files):
    kept = Kept()
    for changes in (1, 4, 7):
        killed_after(changes)
        assert kept.opens()
        assert files.with_name("wrapping.key.old").exists()
    new = wrapping.writer()
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    assert wrapping.writer().name == new.name  # it went on with the key that it had made
    assert all(new.wrapped_by(value) for value in wrapped().values())
    assert kept.opens()


def test_killed_before_the_new_key_takes_its_place_it_begins_again(both, files):
    kept = Kept()
    files.with_name("wrapping.key.old").write_text(files.read_text())
    files.with_name("wrapping.key.next").write_text(text())
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    assert kept.opens()


def test_a_key_that_is_destroyed_meanwhile_does_not_come_back(both, files, monkeypatch):
    kept, anew = Kept(), rewrap._anew
    gone = next(iter(kept.week_keys))

    def destroys(before, label, new):
        WeekKey.objects.filter(pk=gone).delete()
        return anew(before, label, new)

    monkeypatch.setattr(rewrap, "_anew", destroys)
    rewrap.begin()
    rewrap.run()
    assert not WeekKey.objects.filter(pk=gone).exists()


def test_from_the_environment_the_old_key_reads_until_it_is_taken_away(both, files, settings):
    settings.WRAPPING, settings.WRAPPING_KEY = "environment", text()
    kept = Kept()
    settings.WRAPPING_KEY_OLD, settings.WRAPPING_KEY = settings.WRAPPING_KEY, text()
    assert kept.opens()
    call_command("keys", "rewrap", "--settle", "0", verbosity=0)
    settings.WRAPPING_KEY_OLD = ""
    assert kept.opens()


def test_a_lost_file_is_not_made_again_over_the_keys_that_it_wrapped(both, files):
    Kept()
    files.unlink()
    short_memory.forget_all()
    with pytest.raises(wrapping.WrappingKeyUnusable):
        wrapping.wrap(b"k" * 32, "label")
    assert not files.exists()


@pytest.mark.parametrize("wrong", ["", "short", "!" * 44])
def test_what_is_no_key_is_refused_by_name(both, files, settings, wrong):
    settings.WRAPPING, settings.WRAPPING_KEY = "environment", wrong
    with pytest.raises(wrapping.WrappingKeyUnusable):
        wrapping.wrap(b"k" * 32, "label")


def test_a_wrapping_that_nobody_knows_is_refused_by_name(both, files, settings):
    settings.WRAPPING = "drawer"
    with pytest.raises(wrapping.WrappingKeyUnusable):
        wrapping.wrap(b"k" * 32, "label")
