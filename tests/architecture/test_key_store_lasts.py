"""In the key store each commit outlives a power cut: a destroyed key does not come back."""

import pytest
from django.db import connections


@pytest.mark.parametrize(("alias", "level"), [("keys", 2), ("default", 1)])
def test_the_key_store_waits_for_the_disk(both, alias, level):
    connection = connections[alias]
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits for its log by itself")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (level,)
