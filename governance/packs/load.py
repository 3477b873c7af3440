"""Reads policy packs."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from governance.errors import Refusal
from governance.packs.schema import Pack

LAW = Path(__file__).parent / "law"
DEFAULT = "eu"


class PackUnusable(Refusal):
    """There is no pack of that name, or it does not have the shape of one."""

    code = "pack-unusable"


@cache
def pack(code: str = DEFAULT) -> Pack:
    """Return the pack of a jurisdiction, the European one where it has none of its own.

    Raises:
        PackUnusable: the file does not have the shape of a pack.
    """
    file = LAW / f"{code}.yaml"
    if not code.isidentifier() or not file.exists():
        file = LAW / f"{DEFAULT}.yaml"
    try:
        return Pack.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise PackUnusable from error
