"""What is looked at before anything starts, so that a failure is one clear line."""

import errno
import shutil
import socket
from collections.abc import Mapping

from operations.launch.places import Places
from operations.launch.words import CannotStart

ROOM_TO_RUN = 100_000_000  # bytes


def check(places: Places, told: Mapping[str, str]) -> None:
    """Refuse to start where it could not work.

    Args:
        places: where things lie.
        told: environment of the processes, with their ports.

    Raises:
        CannotStart: the disk is full, or another program has a port.
    """
    free = shutil.disk_usage(places.var).free
    if free < ROOM_TO_RUN:
        raise CannotStart(
            f"The disk of {places.var} is full ({free // 10**6} MB left).",
            "Make room, then start again; nothing was changed.",
        )
    for variable in ("SAYSO_PORT", "SAYSO_WAITING_PORT"):
        _need_port(variable, told[variable])


def _need_port(variable: str, value: str) -> None:
    """Refuse a port that is no port or that another program has."""
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotStart(f"{variable}={value} is no port.", "Give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError as problem:
            if problem.errno == errno.EACCES:
                what = f"Port {value} is for the system's own programs."
            else:
                what = f"Port {value} is taken by another program."
            raise CannotStart(
                what, f"Stop that program, or choose another port: {variable}=8123 ./run"
            ) from problem
