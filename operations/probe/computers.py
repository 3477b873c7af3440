"""The computers of the probe, seen from the server: enrolled, started, asked, ended, cleared away.

Each is a process with a state folder of its own. What it holds is read from its files, and not
asked: a computer that goes on may also say that it does not.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from capture.agent.assembly import LEFTOVERS, http_client
from capture.agent.clock import SystemClock
from capture.agent.control import Command, Do, NotRunning, Reaction, Status, ask
from capture.agent.enrolment import Enrolling
from capture.agent.identity import Enrolment, Identity
from capture.agent.indicator.sign import Lamp
from capture.agent.spool import SPOOL_FILE
from capture.agent.state_folder import StateFolder
from capture.agent.vault import Vault
from capture.protocol.content import Episode
from capture.protocol.messages import Reply
from governance.audit.record import SYSTEM
from governance.devices import enrolment, revocation
from governance.directory.models import Employee
from governance.purposes.models import PurposeVersion
from operations.supervisor import tether

NAMES: Final = ("probe-1", "probe-2")
PROGRAM: Final = "operations.probe.computer"
STARTED: Final = 30.0
"""Seconds in which a computer must answer at its socket."""
ENDED: Final = 10.0
PAUSE: Final = 0.5
KEPT: Final = ("PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""What a computer is told of the server's environment: no address, no key and no password."""


class AgentGone(Exception):
    """An agent did not start, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Computer:
    """One computer at work."""

    state: StateFolder
    device: uuid.UUID
    process: subprocess.Popen[bytes]

    def status(self) -> Status:
        """Return what the agent says.

        Raises:
            AgentGone: it does not run.
        """
        found = self._asked(Command(do=Do.STATUS)).status
        if found is None:
            raise AgentGone
        return found

    def waiting(self) -> tuple[Episode, ...]:
        """Return what the agent would send.

        Raises:
            AgentGone: it does not run.
        """
        return self._asked(Command(do=Do.PREVIEW)).episodes

    def granted(self) -> bool:
        """Tell whether it records; say Yes to whatever it asks.

        Raises:
            AgentGone: it does not run.
        """
        status = self.status()
        for question in status.questions:
            self._asked(Command(do=Do.ANSWER, question=question.id, reply=Reply.YES))
        return status.lamp == Lamp.ON

    def holds(self, epoch: uuid.UUID) -> bool:
        """Tell from its spool whether anything of an epoch is left: a key, a row or a batch."""
        path = f"file:{self.state.path / SPOOL_FILE}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as spool:
            keys = "SELECT count(*) FROM stretch WHERE epoch = ?"
            batches = "SELECT count(*) FROM outgoing WHERE epoch = ? AND length(body) > 0"
            return any(
                spool.execute(question, [str(epoch)]).fetchone()[0] for question in (keys, batches)
            )

    def end(self) -> None:
        """End the process, and see that it is gone."""
        self.process.terminate()
        try:
            self.process.wait(ENDED)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _asked(self, command: Command) -> Reaction:
        if self.process.poll() is not None:
            raise AgentGone
        try:
            return ask(self.state.path, command)
        except NotRunning:
            raise AgentGone from None


def folder() -> Path:
    """Return where the state folders of the computers are."""
    return Path(settings.VAR) / "probe"


@contextmanager
def at_work(person: Employee, version: PurposeVersion) -> Iterator[tuple[Computer, ...]]:
    """Give both computers, enrolled as everybody's are; nothing of them is left afterwards.

    What a probe left that was killed goes before.

    Raises:
        FolderInUse: another probe is under way.
        AgentGone: one did not start.
        Unreachable, Refused, Refusal: one could not be enrolled.
    """
    with StateFolder(folder()).alone(), ExitStack() as ends:
        clear(person)
        ends.callback(clear, person)
        yield tuple(ends.enter_context(_running(person, name, version)) for name in NAMES)


def clear(person: Employee) -> None:
    """Delete the state folders and the devices; their processes ended with whoever began them."""
    for name in NAMES:
        shutil.rmtree(folder() / name, ignore_errors=True)
    revocation.discard(person.owner, SYSTEM)


@contextmanager
def _running(person: Employee, name: str, version: PurposeVersion) -> Iterator[Computer]:
    state = StateFolder(folder() / name)
    identity = _enrolled(person, name, state)
    computer = Computer(state, identity.enrolled.device, _started(state, version))
    try:
        _wait_until(computer)
        yield computer
    finally:
        computer.end()


def _wait_until(computer: Computer) -> None:
    end = time.monotonic() + STARTED
    while True:
        try:
            computer.status()
        except AgentGone:
            if computer.process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(PAUSE)
        else:
            return


def _started(state: StateFolder, version: PurposeVersion) -> "subprocess.Popen[bytes]":
    """Start a computer, tied to this process: it dies with it, however that ends."""
    return subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", tether.__file__, str(os.getpid())),
            *(sys.executable, "-m", PROGRAM, str(state.path)),
            *_window(version),
        ],
        cwd=settings.BASE_DIR,
        env=_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    return {name: ours[name] for name in KEPT if name in ours}


def _window(version: PurposeVersion) -> tuple[str, ...]:
    """Return which window is played: an application of the purpose, no browser where one is."""
    facts = version.facts
    chosen = min(facts.applications, key=lambda one: one.frame_suffix is not None)
    named = (chosen.wm_class, chosen.executables[0])
    if chosen.frame_suffix is None:
        return named
    host = next(iter(facts.sites), "").replace("*.", "probe.", 1)
    return (*named, "--frame", f"Probe{chosen.frame_suffix}", "--site", host)


def _enrolled(person: Employee, name: str, state: StateFolder) -> Identity:
    """Enrol a computer, as computer and browser do it."""
    with state.alone(), http_client() as http:
        enrolling = Enrolling(
            http,
            settings.PUBLIC_URL,
            Ed25519PrivateKey.generate(),
            SystemClock(),
            login=lambda: person.login,
            host=lambda: name,
        )
        opened = enrolling.begin()
        shown = enrolment.enter_code(person, opened.code)
        told = Enrolment(
            server=settings.PUBLIC_URL, enrolled=enrolling.confirm(opened, shown.words)
        )
        identity = Identity.create(state, enrolling.private, told, LEFTOVERS)
        Vault(state, str(identity.enrolled.device), None).create()  # no keyring of whoever runs it
    return identity
