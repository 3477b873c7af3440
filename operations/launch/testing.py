"""`./run test`: brings what the tests need, runs them in groups, and adds up."""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from operations.launch import environment, packages, postgres
from operations.launch.places import Places
from operations.launch.words import CannotStart, say

LOCKS = ("requirements.txt", "requirements-dev.txt")
GROUPS = ("lint", "unit", "postgres", "browser", "desktop", "chaos")
TOGETHER = ("browser", "desktop", "chaos")
"""Groups that mostly wait, and so run beside each other; each says what came of it at its end."""
MARKED = ("postgres", "browser", "desktop", "chaos")
ON_BOTH = ("tests/governance", "tests/redaction", "tests/training")
"""Tests that hold on either database, and so run a second time on PostgreSQL."""
WITHOUT_DATABASE = (
    "tests/redaction/engine",
    "tests/redaction/leaks",
    "tests/redaction/test_fuzz.py",
    "tests/governance/packs",
    "tests/governance/purposes",
    "tests/governance/rights",
    "tests/governance/leases/test_installation.py",
    "tests/governance/directory",
)
"""Tests that no database changes, or whose kind of statements others repeat on both."""

STATE_VARIABLES = ("DATABASE_URL", "KEYS_DATABASE_URL", "VALKEY_SOCKET", "VALKEY_URL", "DEMO")
LONGEST_TEST = 600  # seconds


@dataclass
class Account:
    """What came of the tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, tally: Path, what: str, code: int) -> None:
        """Add the counts that a run of pytest left, and its exit code."""
        counts = json.loads(tally.read_text()) if tally.exists() else {}
        tally.unlink(missing_ok=True)
        self.passed += counts.get("passed", 0)
        self.failed += counts.get("failed", 0) + counts.get("error", 0)
        self.skipped += counts.get("skipped", 0)
        if code != 0:
            self.broken.append(what)


def run(arguments: Sequence[str]) -> int:
    """Run the groups that were named, or all; what follows `--` is for pytest."""
    given = list(arguments)
    split = given.index("--") if "--" in given else len(given)
    groups, options = given[:split] or list(GROUPS), given[split + 1 :]
    for group in groups:
        if group not in GROUPS:
            raise CannotStart(f"No group is called {group!r}.", f"There are: {' '.join(GROUPS)}")
    places = Places.here()
    for lock in LOCKS:
        environment.ensure(places, lock)
    packages.install(packages.missing(places, groups))
    with ExitStack() as stack:
        state = Path(tempfile.mkdtemp(prefix="sayso-run-"))
        stack.callback(shutil.rmtree, state, ignore_errors=True)
        account = Account()
        tester = Tester(places, state, account, options, stack)
        for group in GROUPS:
            if group in groups and group not in TOGETHER:
                tester.run(group)
        with ThreadPoolExecutor(len(TOGETHER)) as threads:
            for ended in [
                threads.submit(tester.run, group) for group in TOGETHER if group in groups
            ]:
                ended.result()
    return _add_up(account)


@dataclass
class Tester:
    """Runs groups of tests, one after the other."""

    places: Places
    state: Path
    account: Account
    options: list[str]
    stack: ExitStack

    def run(self, group: str) -> None:
        """Run one group, or say why it cannot be run here."""
        say(f"\n== {group}")
        begun = time.monotonic()
        if lacking := packages.missing(self.places, [group]):
            say(f"{group}: not run, missing: {' '.join(lacking)} (apt install ...)")
            if os.environ.get("CI") == "true":
                self.account.broken.append(group)
            return
        if group == "lint":
            self._lint()
        elif group == "unit":
            unmarked = " and ".join(f"not {name}" for name in MARKED)
            self._pytest("unit", ["-m", unmarked, *self._side_by_side()])
        elif group == "postgres":
            self._postgres()
        else:
            more = 1 if group == "chaos" else 0  # its tests wait for processes that start
            self._pytest(group, ["-m", group, *self._side_by_side(more)])
        say(f"== {group}: {time.monotonic() - begun:.0f} s")

    def _postgres(self) -> None:
        """Run the tests of PostgreSQL, and those of either database on PostgreSQL."""
        with postgres.two_clusters() as clusters:
            self._pytest("postgres", ["-m", "postgres", *self._side_by_side()], clusters)
            databases = {
                "DATABASE_URL": clusters["SAYSO_TEST_POSTGRES_URL"],
                "KEYS_DATABASE_URL": clusters["SAYSO_TEST_POSTGRES_KEYS_URL"],
            }
            unmarked = " and ".join(f"not {name}" for name in MARKED)
            apart = [f"--ignore={path}" for path in WITHOUT_DATABASE]
            selection = ["-m", unmarked, *self._side_by_side(), *apart, *ON_BOTH]
            self._pytest("either database", selection, databases)

    def _side_by_side(self, more: int = 0) -> list[str]:
        """Use every core: displays, ports, brokers and databases are each test's own."""
        chosen = any(option.startswith(("-n", "-x", "--pdb")) for option in self.options)
        if chosen:
            return []
        # Files keep their order, since the long ones come first.
        cores = str((os.cpu_count() or 1) + more)
        return ["-n", cores, "--dist", "loadfile", "--no-loadscope-reorder"]

    def _pytest(
        self, what: str, selection: Sequence[str], more: Mapping[str, str] | None = None
    ) -> None:
        """Run pytest; an empty selection is a failure too, since something was to be tested."""
        tally = self.state / f"tally-{what.replace(' ', '-')}.json"
        command = [
            *(
                str(self.places.python),
                "-m",
                "pytest",
                "-q",
                "--tb=short",
                f"--timeout={LONGEST_TEST}",
            ),
            *("-p", "tests.plugins.required", "-p", "tests.plugins.tally"),
            *selection,
            *self.options,
        ]
        told = {**self._environment(), "SAYSO_TALLY": str(tally), **(more or {})}
        if what not in TOGETHER:
            code = subprocess.run(command, cwd=self.places.root, env=told, check=False).returncode
            self.account.add(tally, what, code)
            return
        with (self.state / f"{what}.txt").open("w+b") as said:
            done = subprocess.run(
                command, cwd=self.places.root, env=told, check=False, stdout=said, stderr=said
            )
            said.seek(0)
            say(said.read().decode(errors="replace"))
        self.account.add(tally, what, done.returncode)

    def _lint(self) -> None:
        """Run the checkers; all of them, so that one run shows everything."""
        binary, python = self.places.venv / "bin", str(self.places.python)
        production = {
            "DEMO": "0",
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
            "SAYSO_HOSTS": "sayso.example",
            "SAYSO_PUBLIC_URL": "https://sayso.example",
            "SAYSO_WAITING_URL": "https://sayso.example/agent/v1/wait",
        }
        checks: tuple[tuple[str, ...], ...] = (
            (str(binary / "ruff"), "check", "."),
            (str(binary / "ruff"), "format", "--check", "."),
            (python, "-m", "mypy", "."),
            (str(binary / "lint-imports"),),
            (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            (python, "manage.py", "makemigrations", "--check", "--dry-run"),
        )
        told = {**self._environment(), "SAYSO_VAR": str(self.state), **production}
        for check in checks:
            name = " ".join(Path(part).name for part in check)
            done = subprocess.run(check, cwd=self.places.root, env=told, check=False)
            if done.returncode != 0:
                self.account.broken.append(name)

    def _environment(self) -> dict[str, str]:
        """Return the caller's variables without those that would point at real data."""
        return {key: text for key, text in os.environ.items() if key not in STATE_VARIABLES}


def _add_up(account: Account) -> int:
    """Say what came of it all and return the exit code."""
    say()
    if account.broken:
        say(f"Not in order: {', '.join(account.broken)}")
    say(f"{account.passed} passed, {account.failed} failed, {account.skipped} skipped")
    return 1 if account.broken or account.failed else 0
