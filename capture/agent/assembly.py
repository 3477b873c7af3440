"""Puts an agent together from its state folder: for work, or for one command without a desktop."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from capture.agent.clock import SystemClock
from capture.agent.control import Command, Reaction
from capture.agent.core import Agent, AgentParts
from capture.agent.enrolment import AGENT_NAME
from capture.agent.events import Recorder, RecorderFactory, RecorderParts
from capture.agent.identity import Identity
from capture.agent.indicator.sign import Answered, Press, Shown, Sign
from capture.agent.local_state import LOCAL_FILE, LocalState
from capture.agent.log_keeper import CHECKPOINT_FILE, DECISIONS_FILE, SUCCESSORS_FILE
from capture.agent.reactions import Reactions
from capture.agent.spool import SPOOL_FILE
from capture.agent.state_folder import StateFolder
from capture.agent.uploader import DeviceEnded
from capture.agent.vault import SecretService, Vault
from capture.protocol.codes import Code

LEFTOVERS: Final = (
    LOCAL_FILE,
    CHECKPOINT_FILE,
    SUCCESSORS_FILE,
    DECISIONS_FILE,
    SPOOL_FILE,
    f"{SPOOL_FILE}-wal",
    f"{SPOOL_FILE}-shm",
)
"""Files of the agent that do not survive another enrolment in the same folder.

Leases, withdrawals and conflicts that were kept do: they are the person's proof.
"""
CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 75.0
"""Longer than a waiting request is held (45 s, give or take 10)."""


def http_client() -> httpx.Client:
    """Return how the agent calls: straight to the server, the system's certificates alone."""
    return httpx.Client(
        timeout=httpx.Timeout(CONNECT_SECONDS, read=READ_SECONDS),
        verify=ssl.create_default_context(),
        headers={"User-Agent": AGENT_NAME},
        trust_env=False,
    )


def vault_of(identity: Identity) -> Vault:
    """Return where the master key of this device's spool is kept."""
    return Vault(identity.folder, str(identity.enrolled.device), SecretService())


class NoSign:
    """No sign is shown by a single command, so nothing can be recorded by it."""

    def show(self, shown: Shown) -> None:
        """Show nothing."""

    def alive(self) -> bool:
        """Return that no sign is seen."""
        return False

    def pressed(self) -> list[Press | Answered]:
        """Return that nothing was pressed."""
        return []

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class NoRecorder:
    """A single command listens to nothing."""

    parts: RecorderParts
    accessible: bool = False
    pause_key_free: bool = False

    def start(self) -> None:
        """Listen to nothing."""

    def stop(self) -> None:
        """Nothing is open."""

    def discard_open(self) -> None:
        """Nothing is open."""

    def healthy(self) -> bool:
        """Return that nothing is listened to."""
        return False


def no_recorder(parts: RecorderParts) -> Recorder:
    """Return the recorder of a single command (a `RecorderFactory`)."""
    return NoRecorder(parts)


@contextmanager
def assembled(folder: StateFolder, sign: Sign, recorder: RecorderFactory) -> Iterator[Agent]:
    """Give the agent of a state folder, alone in it, and close it afterwards.

    Raises:
        NotEnrolled: there is no device in it.
        FolderInUse: another process works in it.
        KeyringUnavailable: the spool's key cannot be had.
        DeviceEnded: the server said earlier that it no longer knows this device.
        DesktopRefused: the recorder does not work on this desktop.
    """
    with folder.alone(), http_client() as http:
        identity = Identity.load(folder)
        if LocalState(folder).now.revoked:
            raise DeviceEnded(Code.DEVICE_REVOKED)
        vault = vault_of(identity)
        agent = Agent(
            AgentParts(
                identity=identity,
                http=http,
                clock=SystemClock(),
                master=vault.load(),
                sign=sign,
                recorder=recorder,
                destroy_master=vault.destroy,
            )
        )
        try:
            yield agent
        finally:
            agent.close()


def react_once(folder: StateFolder, command: Command) -> Reaction:
    """Carry out one command where no agent runs, and tell the server what it has to know.

    Raises:
        NotEnrolled, FolderInUse, KeyringUnavailable: as `assembled`.
        Unreachable, Refused, DeviceEnded: done here, but the server does not know yet.
    """
    with assembled(folder, NoSign(), no_recorder) as agent:
        identity = Identity.load(folder)
        reactions = Reactions(agent, identity, vault_of(identity).place, False, lambda: None)
        reaction = reactions(command)
        agent.run_errands()
        return reaction
