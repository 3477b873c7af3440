"""The ground of all tests: a state folder of its own, a real Valkey, two real databases."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # a computer that is busy refutes nothing
hypothesis.settings.register_profile(
    "alike", hypothesis.settings.get_profile("unhurried"), derandomize=True, database=None
)
hypothesis.settings.load_profile("alike")
"""The same examples each time, as the library does in CI: a run is red for what was changed alone.

`--hypothesis-profile=unhurried` looks for others; what it finds belongs beside its test as an
`example`.
"""
NIGHT = timedelta(seconds=45)
"""No test begins so shortly before midnight: what it does is of one day from end to end."""


def pytest_unconfigure() -> None:
    from tests import settings

    settings.SERVER.stop()
    shutil.rmtree(settings.STATE, ignore_errors=True)
    shutil.rmtree(settings.SERVER.folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _on_one_day():
    """Let midnight (UTC) pass first where it is near: counts, keys and episodes are of a day."""
    now = datetime.now(UTC)
    left = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1) - now
    if left < NIGHT:
        time.sleep(left.total_seconds() + 1)


@pytest.fixture(autouse=True)
def _forget_keys():
    """No key of an earlier test lives on in this process."""
    from django.conf import settings

    from governance.keys import log_key, short_memory

    short_memory.forget_all()
    Path(settings.LOG_KEY_FILE).unlink(missing_ok=True)
    log_key.hold()  # a test's process is all of the product's at once, the sequencer too


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits of one test do not reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _nothing_outside():
    """What one test wrote beside the databases is not taken for a restore by the next."""
    from django.conf import settings

    shutil.rmtree(settings.OUTSIDE_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _sequenced():
    """What was entered has its place in the log when a lease is to be proved."""
    from tests import sequenced

    with sequenced.always():
        yield


@pytest.fixture(autouse=True)
def _speak_english():
    """The language of one test's last page does not reach the next."""
    from django.utils import translation

    yield
    translation.activate("en")


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers():
    """Let transactional tests empty the insert-only tables when they end."""
    from django.core.management.commands import flush
    from django.db import connections

    from governance.audit import insert_only

    original = flush.Command.handle

    def handle(self, **options):
        connection = connections[options["database"]]
        if options["database"] != "default":
            return original(self, **options)
        for table in insert_only.TABLES:
            insert_only.remove(connection, table)
        try:
            return original(self, **options)
        finally:
            for table in insert_only.TABLES:
                insert_only.install(connection, table)
            _make_role_groups()  # they come with a migration, and tests come in any order

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


def _make_role_groups() -> None:
    from django.contrib.auth.models import Group

    from governance.audit.acts import STAFF

    Group.objects.bulk_create([Group(name=role) for role in STAFF], ignore_conflicts=True)


@pytest.fixture
def both(db):
    """Both databases."""


LONG = (
    "test_probe_computers.py",
    "test_accepted_is_kept.py",
    "test_full_disks.py",
    "test_nothing_readable.py",
    "test_real_workers.py",
    "test_outages.py",
    "test_poison.py",
    "test_nothing_late.py",
    "test_no_hold_looks_forward.py",
    "test_killed_erasing.py",
    "test_nothing_again_late.py",
    "test_nothing_released_late.py",
    "test_wire_alike.py",
    "test_state_machine.py",
    "test_identity_first.py",
)
"""Files whose tests take minutes, the longest first: no core waits for another in the end."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Every test with a database gets both; after all others have sorted, long files come first."""
    _give_both(items)
    result = yield
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))
    return result


def _give_both(items):
    for item in items:
        marker, names = item.get_closest_marker("django_db"), getattr(item, "fixturenames", ())
        if marker is None and ("both" in names or "lasting" in names):
            lasting = "lasting" in names
            item.add_marker(
                pytest.mark.django_db(transaction=lasting, databases=["default", "keys"])
            )


@pytest.fixture
def lasting(transactional_db):
    """Both databases, with transactions that really commit."""


@pytest.fixture
def lasting_company(lasting):
    """A company as `company`, whose transactions really commit."""
    from tests import factories

    return factories.company()


@pytest.fixture
def company(both):
    """A company with a purpose in force, people of each role, and keys for today."""
    from tests import factories, snapshot

    return snapshot.company(factories.company)
