"""The wire and the agent run on a computer that has neither Django nor the redaction engine."""

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

FORBIDDEN = (
    "('django', 'celery', 'spacy', 'presidio_analyzer', 'governance', 'redaction', 'training')"
)


@pytest.mark.parametrize("module", ["capture.protocol.messages", "capture.agent.commands"])
def test_it_is_imported_without_the_server(module):
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({FORBIDDEN}))\n"
        f"import {module}\n"  # an entry of None makes every import of that name fail
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
