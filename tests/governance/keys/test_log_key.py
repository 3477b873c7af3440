"""The private key of the log is the sequencer's alone: a file, in no database and no backup."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance import clock, signing
from governance.audit import checkpoints, sequencer
from governance.audit.models import AuditCheckpoint
from governance.keys import log_key, signers, wrapping
from governance.keys.models import SigningKey
from governance.leases import trust
from governance.signing import Use
from tests.governance.audit.log_kit import own_log, write

__all__ = ["own_log"]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def elsewhere():
    """This process is a web process or a worker."""
    log_key.let_go()
    yield
    log_key.hold()


def test_the_key_is_a_file_of_its_owner_alone_and_its_row_holds_the_public_half(both, settings):
    key_id = signers.current_id(Use.LOG)
    file = Path(settings.LOG_KEY_FILE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    row = SigningKey.objects.get(use=Use.LOG)
    assert (row.id, bytes(row.wrapped)) == (key_id, b"")
    private = log_key.private(key_id)
    assert private.public_key().public_bytes_raw() == bytes(row.public)


def test_no_other_process_can_sign_for_the_log(both, elsewhere):
    for act in (
        lambda: signers.sign_note(b"note\n"),
        lambda: signers.sign(Use.LOG, "sayso-test/1", b"{}"),
        lambda: checkpoints.sign("log", 1, b"\0" * 32),
        lambda: signers.current_id(Use.LOG),
    ):
        with pytest.raises(log_key.LogKeyElsewhere):
            act()
    assert signers.public_keys(Use.LOG) == {}  # nor makes it one


def test_no_other_process_gives_an_entry_its_place(own_log, elsewhere):
    write(1)
    with pytest.raises(log_key.LogKeyElsewhere):
        sequencer.run()
    assert not AuditCheckpoint.objects.exists()


def test_everyone_can_check_what_the_sequencer_signed(own_log):
    write(1)
    sequencer.run()
    log_key.let_go()
    try:
        assert checkpoints.read(AuditCheckpoint.objects.get().note).size == 1
    finally:
        log_key.hold()


@pytest.mark.parametrize("program", ["config.wsgi", "config.celery", "config.urls"])
def test_a_web_process_and_a_worker_are_no_sequencer(program, tmp_path):
    code = (
        f"import django; django.setup(); import {program}; from governance.keys import log_key\n"
        "try: log_key.known()\nexcept log_key.LogKeyElsewhere: print('elsewhere')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": "",
            "SAYSO_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_SECRET_KEY": "x" * 60,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "elsewhere", done.stderr


def test_a_key_that_lay_in_the_key_store_is_moved_to_the_file_once(both):
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key_id = signing.key_id(public)
    SigningKey.objects.create(
        id=key_id,
        use=Use.LOG,
        public=public,
        wrapped=wrapping.wrap(private.private_bytes_raw(), key_id),
        born=clock.today(),
    )
    assert signers.current_id(Use.LOG) == key_id
    assert bytes(SigningKey.objects.get(pk=key_id).wrapped) == b""
    assert log_key.private(key_id).private_bytes_raw() == private.private_bytes_raw()


def test_a_lost_file_is_not_made_again_behind_everybodys_back(both, settings):
    signers.current_id(Use.LOG)
    Path(settings.LOG_KEY_FILE).unlink()
    with pytest.raises(log_key.LogKeyMissing):
        signers.sign_note(b"note\n")
    assert SigningKey.objects.filter(use=Use.LOG).count() == 1


def test_a_key_whose_row_a_restored_key_store_forgot_is_named_again(both):
    key_id = signers.current_id(Use.LOG)
    SigningKey.objects.filter(use=Use.LOG).delete()
    assert signers.current_id(Use.LOG) == key_id


def test_what_the_file_held_is_written_over(both, settings):
    key_id = signers.current_id(Use.LOG)
    file = Path(settings.LOG_KEY_FILE)
    before = file.open("rb")
    log_key.destroy(key_id)
    assert before.read().strip(b"\0") == b""
    before.close()
    with pytest.raises(log_key.LogKeyMissing):
        log_key.private(key_id)


def test_no_device_is_added_before_the_log_has_its_key(company, elsewhere):
    SigningKey.objects.filter(use=Use.LOG).delete()
    with pytest.raises(log_key.LogKeyMissing):
        trust.of("0" * 64)
