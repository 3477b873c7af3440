"""Reads policy packs, and says what binds where several do."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from governance.errors import Refusal
from governance.packs.binding import bound
from governance.packs.schema import Pack, PackFile

LAW = Path(__file__).parent / "law"
DEFAULT = "eu"
PRODUCT = "product"  # this product's own rules: no jurisdiction, and nothing to review in law


class PackUnusable(Refusal):
    """There is no pack of that name, or it does not have the shape of one."""

    code = "pack-unusable"


class PackUnreviewed(Refusal):
    """Nobody who knows the law has reviewed a pack that would go live."""

    code = "pack-unreviewed"
    message = _("Nobody has reviewed the legal rules of one of these jurisdictions.")
    remedy = _(
        "Let a lawyer review the policy pack and enter name and day, or accept packs without a "
        "review in the settings."
    )


@cache
def pack(code: str = DEFAULT) -> Pack:
    """Return what binds in a jurisdiction, the European rules where it has none of its own.

    Raises:
        PackUnusable: a file does not have the shape of a pack.
    """
    try:
        return bound(chain(code))
    except ValidationError as error:
        raise PackUnusable from error


@cache
def chain(code: str = DEFAULT) -> tuple[PackFile, ...]:
    """Return the packs that bind together, the most special one first.

    Raises:
        PackUnusable: a file does not have the shape of a pack, or extends itself.
    """
    found: list[PackFile] = []
    following: str | None = code if code in codes() else DEFAULT
    while following is not None:
        file = _read(following)
        if file in found:
            raise PackUnusable
        found.append(file)
        following = file.extends
    return tuple(found)


@cache
def codes() -> tuple[str, ...]:
    """Return the jurisdictions that have a pack."""
    return tuple(sorted(file.stem for file in LAW.glob("*.yaml") if file.stem != PRODUCT))


def unreviewed(jurisdictions: Iterable[str]) -> list[str]:
    """Return the packs of these jurisdictions whose law nobody has reviewed."""
    return sorted({name for code in jurisdictions for name in pack(code).unreviewed})


def refuse_unreviewed(jurisdictions: Iterable[str]) -> None:
    """Refuse to go live on packs that nobody has reviewed; the demonstration may.

    Raises:
        PackUnreviewed: one has not been, and the settings do not accept it.
    """
    if settings.DEMO or settings.ACCEPT_UNREVIEWED_PACKS:
        return
    if unreviewed(jurisdictions):
        raise PackUnreviewed


def _read(code: str) -> PackFile:
    try:
        text = (LAW / f"{code}.yaml").read_text(encoding="utf-8")
        return PackFile.model_validate(yaml.safe_load(text))
    except (OSError, ValidationError, yaml.YAMLError) as error:
        raise PackUnusable from error
