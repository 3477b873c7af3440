"""What Sayso asks of each database beyond what its address says."""

import psycopg

from config import databases

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example"}


def test_a_database_host_that_is_gone_is_an_error_within_half_a_minute():
    options = databases.describe(POSTGRES)["OPTIONS"]
    idle = options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    assert idle <= 20
    assert options["tcp_user_timeout"] <= 20_000
    assert options["connect_timeout"] <= 10


def test_an_address_can_say_otherwise():
    told = databases.describe({**POSTGRES, "OPTIONS": {"connect_timeout": 3, "sslmode": "require"}})
    assert told["OPTIONS"]["connect_timeout"] == 3
    assert told["OPTIONS"]["sslmode"] == "require"
    assert told["OPTIONS"]["tcp_user_timeout"] == databases.REACH["tcp_user_timeout"]


def test_libpq_knows_each_of_these_names():
    told = " ".join(f"{name}={value}" for name, value in databases.REACH.items())
    assert psycopg.conninfo.conninfo_to_dict(told) == {
        name: str(value) for name, value in databases.REACH.items()
    }
