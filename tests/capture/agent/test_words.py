"""The agent speaks the language of the person's desktop session."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("session", "words"),
    [
        ("C.UTF-8", "The capture agent of Sayso."),
        ("de_AT.UTF-8", "Der Aufzeichnungsagent von Sayso."),
        ("es_MX.UTF-8", "El agente de grabación de Sayso."),
        ("ja_JP.UTF-8", "Saysoの記録エージェント。"),
        ("zh_CN.UTF-8", "Sayso 的记录代理程序。"),
        ("fr_FR.UTF-8", "The capture agent of Sayso."),
    ],
)
def test_the_agent_says_it_in_the_language_of_the_session(session, words):
    environment = {"PATH": os.environ["PATH"], "LANG": session, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "capture.agent", "--help"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert words in said.stdout
