"""An agent at work, from its state folder until it is stopped; its desktop may be a played one."""

import signal
from collections.abc import Callable
from contextlib import closing

from capture.agent.assembly import assembled, vault_of
from capture.agent.control import ControlSocket
from capture.agent.events import RecorderFactory
from capture.agent.identity import Identity
from capture.agent.indicator.sign import Sign
from capture.agent.reactions import Reactions
from capture.agent.service import Service
from capture.agent.state_folder import StateFolder


def work(
    folder: StateFolder, sign: Sign, recorder: RecorderFactory, say: Callable[[str], None]
) -> Service:
    """Run the agent until SIGTERM, SIGINT or a command stops it; tell then how it ended.

    Args:
        folder: its state folder.
        sign: what shows whether it records; without a sign that is seen, nothing is recorded.
        recorder: builds the recorder of the desktop.
        say: takes the sentence with which it begins.

    Raises:
        NotEnrolled, FolderInUse, KeyringUnavailable, DeviceEnded, DesktopRefused: as `assembled`.
    """
    with assembled(folder, sign, recorder) as agent:
        identity = Identity.load(folder)
        service = Service(agent)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_args: service.stop())
        reactions = Reactions(agent, identity, vault_of(identity).place, True, service.stop)
        with closing(ControlSocket(folder.path, reactions)):
            say(agent.shown().sentence)
            service.run()
    return service
