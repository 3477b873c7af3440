"""Promise 9, at rest: the main database without the key store names nobody and opens nothing."""

import base64
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from governance.consent import decisions
from governance.purposes.kinds import Kind
from tests import factories
from tests.redaction import batches
from training import take_back

DIRECTORY = {"Employee", "User", "Unit"}


@pytest.fixture
def worked(lasting_company):
    person = lasting_company.employee
    factories.allow(person)
    device = batches.device(person)
    for _ in range(2):
        batches.work(batches.accept(person, device))
    batches.accept(person, device)
    take_back.delete_application(person.owner, "Cargo Desk")
    decisions.refuse(person, "bookings", Kind.CLICKS)
    return person


def spellings(text: str) -> list[bytes]:
    return [
        text.encode(),
        text.encode("utf-16-le"),
        base64.b64encode(text.encode()).rstrip(b"=")[:-1],
        json.dumps(text).strip('"').encode(),
        text.encode().hex().encode(),
    ]


def every_value(outside: set[str]) -> list[bytes]:
    values = []
    for model in apps.get_models():
        if model._meta.app_label == "keys" or model.__name__ in outside:
            continue
        for row in model.objects.values_list():
            values += [
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row
            ]
    return values


def test_no_row_outside_the_directory_names_a_person(worked):
    marks = [worked.name, worked.email, worked.login, str(worked.pk), worked.pk.hex]
    values = every_value(DIRECTORY)
    assert not [
        mark for mark in marks for spelt in spellings(mark) if any(spelt in v for v in values)
    ]


def test_no_row_holds_what_was_typed(worked):
    values = every_value({"PurposeVersion"})  # which lists the applications
    for mark in (batches.SECRET, "please write to", "push button", "Cargo Desk"):
        assert not [1 for spelt in spellings(mark) if any(spelt in v for v in values)]


@pytest.mark.skipif("connections['default'].vendor != 'sqlite'", reason="reads SQLite's files")
def test_no_file_of_the_databases_holds_what_was_typed(worked):
    for alias in ("default", "keys"):
        file = connections[alias].settings_dict["NAME"]
        for suffix in ("", "-wal"):
            raw = Path(f"{file}{suffix}").read_bytes()
            assert not [mark for mark in spellings(batches.SECRET) if mark in raw]
            assert not [mark for mark in spellings("please write to") if mark in raw]
