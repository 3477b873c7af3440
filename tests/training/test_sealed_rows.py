"""What is stored is written as it always was: canonical JSON, and the values that Django writes."""

import uuid
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.audit.canonical import canonical
from governance.purposes.kinds import Kind
from training import rows
from training.body import Body, Step
from training.models import Episode

LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
GRID = st.none() | st.integers(0, 200).map(lambda step: step / 200)
NUMBERS = GRID | st.floats(0, 1) | st.floats(allow_nan=False, allow_infinity=False)
STEPS = st.builds(
    Step,
    do=st.sampled_from(["click", "drag", "type_text", "waypoints", "rhythm"]),
    kind=st.sampled_from(list(Kind)),
    amount=st.none() | st.integers(0, 2**53 - 1),
    x=NUMBERS,
    to_y=NUMBERS,
    text=st.none() | LINES,
    keys=st.none() | st.lists(LINES, max_size=3).map(tuple),
    points=st.none() | st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=4).map(tuple),
    buckets=st.none() | st.lists(st.integers(0, 9999), max_size=5).map(tuple),
)
BODIES = st.builds(
    Body,
    application=LINES,
    site=st.none() | LINES,
    language=st.just("en"),
    day=st.dates(),
    part=LINES,
    steps=st.lists(STEPS, min_size=1, max_size=4).map(tuple),
)


@given(BODIES)
@settings(max_examples=300, deadline=None)
def test_a_body_is_canonical_json_and_reads_back(body):
    raw = body.to_bytes()
    assert raw == canonical(body.model_dump(mode="json", exclude_none=True))
    assert Body.from_bytes(raw) == body


def test_fields_stand_in_the_order_of_canonical_json():
    for model in (Body, Step):
        assert list(model.model_fields) == sorted(model.model_fields)


def _row(number: int) -> dict:
    return {
        "id": uuid.uuid4(),
        "owner": f"{number % 2:064x}",
        "purpose": "bookings",
        "epoch": uuid.uuid4(),
        "version": 1 + number % 3,
        "week": "2026-W48",
        "policy_id": "policy %s ü",
        "rests_until": date(2026, 1, 1 + number % 28),
        "goes_on": date(2026, 2, 1),
        "accepted_at": datetime(2026, 1, 1, 1, 2, 3, number, UTC) if number % 4 else None,
        "key": uuid.uuid4(),
        "wrapped": bytes([number % 256]) * 60,
        "sealed": bytes([0, number % 256, 255]) * 400,
    }


def test_rows_are_those_that_django_would_have_written(both):
    made = [_row(number) for number in range(300)]
    rows.insert([Episode(**one) for one in made])
    found = {row["id"]: row for row in Episode.objects.values()}
    Episode.objects.all().delete()
    Episode.objects.bulk_create([Episode(**one) for one in made])
    assert {row["id"]: row for row in Episode.objects.values()} == found
    assert len(found) == len(made)


def test_nothing_to_store_is_stored(both):
    rows.insert([])
    assert not Episode.objects.exists()
