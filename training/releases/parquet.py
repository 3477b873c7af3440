"""Rows as Parquet. The one module that imports pyarrow, and only a build imports this one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.releases import files
from training.releases.files import Written

GROUP = 2000
_FLOATS = {"x", "y", "to_x", "to_y"}
_NUMBERS = {"count", "amount"}
_TEXTS = (
    *("do", "kind", "to", "title", "button", "role", "name"),
    *("direction", "field", "text", "why"),
)
STEP = pa.struct(
    [
        *(pa.field(name, pa.string()) for name in _TEXTS),
        *(pa.field(name, pa.float64()) for name in sorted(_FLOATS)),
        *(pa.field(name, pa.int32()) for name in sorted(_NUMBERS)),
        pa.field("keys", pa.list_(pa.string())),
        pa.field("buckets", pa.list_(pa.int32())),
        pa.field("points", pa.list_(pa.list_(pa.float64()))),
    ]
)
SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("application", pa.string(), nullable=False),
        pa.field("site", pa.string()),
        pa.field("language", pa.string(), nullable=False),
        pa.field("steps", pa.list_(STEP), nullable=False),
    ]
)
"""The columns, the same for every release."""


def write(home: Path, records: Iterable[dict[str, object]]) -> Written:
    """Write the rows as Parquet."""
    with pq.ParquetWriter(home / files.PARQUET, SCHEMA, compression="zstd") as writer:
        for group in _groups(records):
            writer.write_table(pa.Table.from_pylist(group, schema=SCHEMA))
    return files.measured(home, files.PARQUET)


def _groups(records: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    source = iter(records)
    while group := list(islice(source, GROUP)):
        yield group
