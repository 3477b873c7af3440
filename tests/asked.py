"""A process of the product that runs code which a test hands it, each piece in a fork of its own.

    python -m tests.asked SOCKET

Importing the product takes a second of a processor; here it is done once. A fork has opened no
connection, holds no key and remembers nothing of the one before, as a process that has just begun.
"""

import importlib
import json
import socketserver
import sys
import traceback
from pathlib import Path

import django

NEEDED = (
    "config.urls",
    "governance.holds.acts",
    "operations.backup",
    "redaction.again",
    "tests.factories",
    "training.own",
)
"""What most code asks for, and what that draws in."""


class Code(socketserver.StreamRequestHandler):
    """Runs what it reads and answers with the JSON of its variable `answer`, or with the trace."""

    def handle(self) -> None:
        """Read to the end of the request, run it, and answer."""
        told: dict[str, object]
        names: dict[str, object] = {"__name__": "asked"}
        try:
            exec(compile(self.rfile.read(), "asked", "exec"), names)  # noqa: S102 (a test's code)
            told = {"answer": names["answer"]}
            written = json.dumps(told)
        except BaseException:  # noqa: BLE001 (whatever it was, the test reads it)
            written = json.dumps({"trace": traceback.format_exc()})
        self.wfile.write(written.encode())


class Forking(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Answers each connection in a process of its own."""

    max_children = 100
    block_on_close = False


def main() -> None:
    """Bring the product in, then answer until killed."""
    place = Path(sys.argv[1])
    django.setup()
    for name in NEEDED:
        importlib.import_module(name)
    from django.db import connections

    connections.close_all()
    early = place.with_suffix(".new")
    with Forking(str(early), Code) as server:
        early.rename(place)  # it is there once it is listened to
        server.serve_forever(poll_interval=3600)


if __name__ == "__main__":
    main()
