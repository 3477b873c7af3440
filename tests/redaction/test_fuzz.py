"""Bytes that nobody would think of crash neither the fold, nor a rule, nor the decoder."""

import importlib.util
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

RUNS = 15_000
SECONDS = 3
SEED = 2611


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has wheels for Linux on x86-64"
)
@pytest.mark.parametrize("target", ["fold", "rules", "decoder"])
def test_a_bounded_fuzz_run_finds_no_crash(target, tmp_path):
    limits = (f"-runs={RUNS}", f"-max_total_time={SECONDS}", "-max_len=2000", "-timeout=60")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.redaction.fuzzing",
            target,
            *limits,
            f"-seed={SEED}",  # the same inputs each time; without it a run looks for others
            f"-artifact_prefix={tmp_path}/",
        ],
        cwd=ROOT,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:].decode(errors="replace")
    assert list(tmp_path.iterdir()) == []
