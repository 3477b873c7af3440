"""A person at a terminal: types commands of the agent, and reads what it says."""

import io
import sys

from capture.agent import commands
from capture.agent.assembly import NoSign, assembled, no_recorder
from capture.agent.state_folder import StateFolder
from capture.agent.vault import KeyringUnavailable


class Terminal:
    def __init__(self, folder, server, address, monkeypatch, capsys):
        self.folder, self.server, self.address = folder, server, address
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments, typed=""):
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = commands.main(["--state", str(self.folder), *arguments])
        out = self._capsys.readouterr()
        return code, out.out + out.err

    def enrol(self, typed="amber falcon\nyes\nyes\n"):
        return self("enrol", self.address, typed=typed)

    def spooled(self, *episodes):
        with assembled(StateFolder(self.folder), NoSign(), no_recorder) as agent:
            for one in episodes:
                agent.spool.add(one)


class NoKeyring:
    def store(self, device, secret):
        raise KeyringUnavailable

    load = delete = store
