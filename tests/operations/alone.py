"""Runs all processes in a network that has only the loopback, and counts attempts to leave it.

Started inside a network namespace of its own (`unshare --net`). Prints the pages that came, what
`check_running` said, and how many packets the kernel had no way for.
"""

import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

from operations.supervisor.programs import page_answers
from tests.stack import wait_for

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        fcntl.ioctl(line, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


def without_route() -> int:
    """Return how many packets found no way out: `OutNoRoutes` of IPv4 and IPv6."""
    names, numbers = (
        line.split()[1:]
        for line in Path("/proc/self/net/snmp").read_text().splitlines()
        if line.startswith("Ip:")
    )
    count = int(dict(zip(names, numbers, strict=True))["OutNoRoutes"])
    for line in Path("/proc/self/net/snmp6").read_text().splitlines():
        if line.startswith("Ip6OutNoRoutes"):
            count += int(line.split()[1])
    return count


def main() -> None:
    loopback_up()
    before = without_route()
    command = [sys.executable, "manage.py"]
    with subprocess.Popen([*command, "up"], stdout=sys.stderr) as supervisor:
        try:
            page = wait_for(lambda: page_answers(int(os.environ["SAYSO_PORT"])), 240, 0.3)
            check = subprocess.run(
                [*command, "check_running", "--wait", "120"], stdout=sys.stderr, check=False
            )
        finally:
            supervisor.send_signal(signal.SIGTERM)
    sys.stdout.write(
        json.dumps(
            {
                "page": page,
                "check": check.returncode,
                "end": supervisor.returncode,
                "attempts": without_route() - before,
            }
        )
    )


if __name__ == "__main__":
    main()
