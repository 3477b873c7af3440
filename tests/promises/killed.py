"""The program behind `test_killed_erasing`: an erasure that is killed at every step.

Its first argument is `prepare`, or what the person does: `withdraw`, `everything`, `period` or
`kind`; the second is the folder. `prepare` makes two people with episodes, who are in a release
with others. Of each other one the files are copied once the request is over. Then, for each number
n, a child process begins with the files as they were, carries the erasure on and kills itself with
SIGKILL before its n-th step; another child carries it to the end. A step is a statement of either
database, each opening of the deletion ledger outside, and each write to it, which is then cut in
the middle. Where a kill leaves nothing else than the one before it, since nothing was committed or
written in between, one child carries on for both. The result is one line of JSON: how many kills
there were, how many of them at that file, after how many an erasure was carried on, and the ends
that differed from the one of an erasure that nobody disturbed.

`--reach-first` breaks the order: a step is noted before it is done; the first end that differs is
enough then.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from governance import clock  # noqa: E402
from governance.audit.acts import Role  # noqa: E402
from governance.consent import decisions  # noqa: E402
from governance.directory.models import Employee, User  # noqa: E402
from governance.erasure import begin, run  # noqa: E402
from governance.erasure.models import Erasure  # noqa: E402
from governance.holdings import walk  # noqa: E402
from governance.keys import ledger, ledger_file, whole  # noqa: E402
from governance.keys.models import Deletion, WeekKey  # noqa: E402
from governance.purposes.kinds import Kind  # noqa: E402
from governance.signing import decode  # noqa: E402
from tests import factories  # noqa: E402
from tests.training import crowd  # noqa: E402
from training import store, take_back, vault  # noqa: E402
from training.models import Episode, Recall, ReleaseState  # noqa: E402
from training.releases import acts, build, recipe  # noqa: E402

SLUG = "bookings"
EACH = 4
OTHERS = 4
"""With fewer than five people in all there is no release."""
FILES = ("sayso.sqlite3", "keys.sqlite3", "outside")


def prepare() -> None:
    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    factories.company()
    logins = [*(f"gone{n}" for n in range(2)), *(f"other{n}" for n in range(OTHERS))]
    with clock.shifted(timedelta(days=-30)):
        everyone = [factories.person(login=login) for login in logins]
    for one in everyone:
        factories.allow(one, SLUG)
        crowd.keep(one, *(crowd.body(text=f"line {n}") for n in range(EACH)))
    kinds, ends_on = frozenset(factories.ORDINARY), clock.today() + timedelta(days=30)
    chosen = recipe.of(SLUG, "dpv:ResearchAndDevelopment", kinds, ends_on)
    release = acts.begin(chosen, User.objects.get(groups__name=Role.STEWARD))
    build.run(release.pk)
    release.refresh_from_db()
    assert release.state == ReleaseState.READY


def person(number: int = 0) -> Employee:
    return Employee.objects.get(login=f"gone{number}")


def ask(what: str) -> None:
    """Do what the person does, in the request: it is over when it returns."""
    if what == "withdraw":
        decisions.withdraw(person(), SLUG)
    elif what == "everything":
        decisions.end_all(person())
        begin.begin_erasure(person().owner, everything=True)
    elif what == "kind":
        decisions.refuse(person(), SLUG, Kind.TYPED_TEXT)
    else:
        store._end_keys = lambda *_: None  # the process ends between the commit and the keys
        take_back.delete_period(person().owner, clock.today(), clock.today())


def carry() -> None:
    """Carry on what is unfinished, as the sweeps do."""
    store.finish_rewrites()
    for passed in range(3):
        with clock.shifted(timedelta(minutes=2 * passed)):
            for one in run.unfinished():
                run.advance(one)


def end() -> dict[str, object]:
    """Return what is left, without what is random."""
    for row in Episode.objects.all():
        vault.open_row(row)
    erasure = Erasure.objects.get()
    assert erasure.certificate is not None
    says = json.loads(decode(erasure.certificate["payload"]))
    return {
        "state": erasure.state,
        "counts": {name: n for name, n in erasure.counts.items() if n},
        "keys": says["keys_destroyed"],
        "recalled": says["releases_recalled"],
        "recall": recall(),
        "outside": outside(),
        "left": walk.counts(person().owner),
        "others": walk.counts(person(1).owner),
        "week_keys": WeekKey.objects.count(),
        "ledger": sorted({tuple(sorted(json.loads(row.line))) for row in Deletion.objects.all()}),
    }


def outside() -> list[str]:
    """Return what the file has; each line of the key store is in it, once."""
    lines = {entry.number: entry.line for entry in ledger_file.entries()}
    rows = Deletion.objects.values_list("number", "line")
    if lines != {number: json.loads(line) for number, line in rows} or ledger.newer():
        return ["it differs"]
    return sorted({json.dumps(sorted(line)) for line in lines.values()})


def recall() -> dict[str, object]:
    """Return what the coming round will name, without its random ids."""
    pending = Recall.objects.get().pending
    return {**pending, "who": len(pending["who"]), "rows": len(pending["rows"])}


class Killer:
    """Ends the process before a step: a statement, or one at the file of the deletion ledger."""

    def __init__(self, at: int, note: Path) -> None:
        self.left, self.note = at, note

    def __call__(self, execute, sql, params, many, context):
        if self.counted():
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    def counted(self) -> bool:
        self.left -= 1
        return self.left == 0

    def at_the_file(self) -> None:
        """Count what is done there too."""
        held, write = ledger_file.held, whole.write

        def before():
            if self.counted():
                self.end()
            return held()

        def in_the_middle(descriptor: int, data: bytes) -> None:
            if self.counted():
                write(descriptor, data[: len(data) // 2])
                self.end()
            write(descriptor, data)

        ledger_file.held = before
        # Of this file alone.
        ledger_file.whole = SimpleNamespace(write=in_the_middle, unbroken=whole.unbroken)

    def end(self) -> None:
        with self.note.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], None]) -> int:
    """Run work in a process of its own; return its exit status."""
    connections.close_all()
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    try:
        work()
        connections.close_all()
    except BaseException as error:  # noqa: BLE001 (a child tells and ends)
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def killed_at(number: int, note: Path) -> int:
    def work() -> None:
        killer = Killer(number, note)
        killer.at_the_file()
        with ExitStack() as ends:
            for database in connections:
                ends.enter_context(connections[database].execute_wrapper(killer))
            carry()

    return in_child(work)


def reach_first() -> None:
    """Break the order: the step is noted as done before it is."""
    real = run._destroy_keys

    def turned(erasure: Erasure) -> None:
        run._reach(erasure, run.ErasureState.KEYS_GONE)
        real(erasure)

    run._destroy_keys = turned


def put_back(saved: Path, folder: Path) -> None:
    connections.close_all()
    for old in folder.glob("*.sqlite3*"):
        old.unlink()
    shutil.rmtree(folder / "outside", ignore_errors=True)
    copy_files(saved, folder)


def copy_files(source: Path, target: Path) -> None:
    for name in FILES:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


def left_behind(folder: Path) -> list[object]:
    """Return how much there is of all that outlives a process: it only ever grows here."""
    logs = [folder / f"{name}-wal" for name in FILES[:2]]
    kept = [path for path in folder.glob("outside/**/*") if path.is_file()]
    begun_anew = [log.read_bytes()[12:16] for log in logs if log.exists()]
    sizes = [(str(path), path.stat().st_size) for path in (*logs, *kept) if path.exists()]
    return [begun_anew, sorted(sizes)]


def main(arguments: list[str]) -> None:
    what, folder = arguments[0], Path(arguments[1])
    moment = folder / "moment"
    if what == "prepare":
        prepare()
        moment.write_text(clock.now().isoformat())
        return
    with clock.at(datetime.fromisoformat(moment.read_text())):  # however long it takes: one day
        try_all(folder, what, broken="--reach-first" in arguments)


def try_all(folder: Path, what: str, *, broken: bool) -> None:
    if broken:
        reach_first()
    saved = folder / "begun"
    assert in_child(lambda: ask(what)) == 0
    saved.mkdir()
    copy_files(folder, saved)
    ends: list[str] = []

    def finish() -> None:
        carry()
        (folder / "end.json").write_text(json.dumps(end(), sort_keys=True))

    def finished() -> str:
        assert in_child(finish) == 0
        return (folder / "end.json").read_text()

    ends.append(finished())
    number, before = 0, None
    while not (broken and len(set(ends)) > 1):
        number += 1
        put_back(saved, folder)
        status = killed_at(number, folder / "at_the_file")
        if status == 0:
            break
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        if (there := left_behind(folder)) != before:
            before = there
            ends.append(finished())
    note = folder / "at_the_file"
    result = {
        "kills": number - 1,
        "file": len(note.read_text()) if note.exists() else 0,
        "carried_on": len(ends) - 1,
        "end": ends[0],
        "others": sorted(set(ends) - {ends[0]}),
    }
    (folder / "result.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
