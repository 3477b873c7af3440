"""verify.py says whether a release is whole."""

import pytest

from tests.outside.test_check_signed import release
from tests.outside.test_verify import verify
from training.releases import files

__all__ = ["release", "verify"]


@pytest.fixture
def whole(release, verify):
    folder = files.folder(release.pk)

    def verified() -> int:
        manifest = folder / files.MANIFEST
        return verify("release", manifest, "--folder", folder, "--keys", "keys.json")[0]

    assert verified() == 0
    return folder, verified


def test_a_release_holds_until_a_byte_of_a_file_is_changed(whole):
    folder, verified = whole
    raw = bytearray((folder / files.PARQUET).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / files.PARQUET).write_bytes(raw)
    assert verified() == 1


def test_a_release_with_a_file_more_or_less_does_not_hold(whole):
    folder, verified = whole
    (folder / "data" / "more.jsonl").write_text("{}\n")
    assert verified() == 1
    (folder / "data" / "more.jsonl").unlink()
    (folder / files.CARD).unlink()
    assert verified() == 1
