#!/usr/bin/env python3
"""Check logs that nobody changed, while they grow, and count the alarms: none may come.

    .venv/bin/python -m bench.clean_checks [--checks 10000] [--rounds 12]

A log begins empty and grows by some entries a round; then another begins. Meanwhile another
thread, with a connection of its own, writes entries and gives them their places, so that checks
meet entries that wait, and growth between one query of a check and the next.
"""

import argparse
import collections
import os
import secrets
import shutil
import threading
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings as product  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from governance.audit import insert_only, sequencer, verifying  # noqa: E402
from governance.keys import log_key  # noqa: E402
from tests import settings  # noqa: E402
from tests.governance.audit.bits import HELD  # noqa: E402
from tests.governance.audit.log_kit import grow  # noqa: E402

TABLES = (*HELD, "auditclosed", "auditwaiting", "audittree")


def begin() -> None:
    """Begin a log anew: rows and the file outside go, as in another installation."""
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"DELETE FROM governance_{name}")  # noqa: S608 (names from above)
    shutil.rmtree(product.OUTSIDE_DIR, ignore_errors=True)


def write(rounds: int, failed: list[str]) -> None:
    """Let a log grow; whatever goes wrong is told, since it would leave nothing to check."""
    try:
        for _ in range(rounds):
            grow(secrets.randbelow(8) + 1)
            if secrets.randbelow(4):
                sequencer.run()
            time.sleep(0.02)
    except Exception as error:  # noqa: BLE001 (told at the end)
        failed.append(type(error).__name__)
    finally:
        connections.close_all()


def check(most: int, rounds: int) -> None:
    """Check logs while they grow, and print what came."""
    done, logs, sizes, met = 0, 0, 0, 0
    alarms: collections.Counter[str] = collections.Counter()
    failed: list[str] = []
    began = time.monotonic()
    while done < most and not failed:
        begin()
        logs += 1
        writer = threading.Thread(target=write, args=(rounds, failed))
        writer.start()
        alive = True
        while alive and done < most:
            alive = writer.is_alive()
            alarms.update(one.code for one in verifying.check())
            done += 1
            met += alive
        writer.join()
        sizes += sequencer.state().size
        if logs % 20 == 0:
            print(f"{done:,} checks, {sum(alarms.values())} alarms", flush=True)
    print(
        f"{done:,} checks of {logs} logs ({sizes:,} entries), {met:,} of them while another thread "
        f"wrote: {sum(alarms.values())} alarms {dict(alarms) or ''} "
        f"({time.monotonic() - began:.0f} s) {' '.join(failed)}"
    )
    raise SystemExit(bool(alarms or failed))


def main() -> None:
    """Make the databases, check, and take them away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=12, help="of writing, for each log")
    asked = parser.parse_args()
    old = setup_databases(verbosity=0, interactive=False, aliases=["default", "keys"])
    try:
        log_key.hold()
        for name in HELD:
            insert_only.remove(connection, f"governance_{name}")
        check(asked.checks, asked.rounds)
    finally:
        teardown_databases(old, verbosity=0)
        settings.SERVER.stop()
        shutil.rmtree(settings.STATE, ignore_errors=True)
        shutil.rmtree(settings.SERVER.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
