"""The filter of My data. It may hold words of the person, so an address carries it sealed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from capture.protocol.encoding import b64, unb64
from governance.keys import ring
from governance.purposes.kinds import NAMES, Kind
from pages.employee.episodes import PARTS
from pages.pieces import shown
from training.own import Filters

LABEL = "my-data-filter"


class Wanted(BaseModel):
    """What the form asks for; empty does not narrow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str = Field("", max_length=100)
    application: str = Field("", max_length=300)
    site: str = Field("", max_length=300)
    kind: Kind | None = None
    part: str = Field("", max_length=20)

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != Wanted()

    def as_filters(self) -> Filters:
        """Return it as the store understands it."""
        return Filters(self.words, self.application, self.site, self.kind, self.part)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form: what is chosen and what can be."""

    words: str
    application: str
    site: str
    kind: str
    part: str
    applications: tuple[Option, ...]
    sites: tuple[Option, ...]
    kinds: tuple[Option, ...]
    parts: tuple[Option, ...]


def from_post(data: QueryDict) -> Wanted:
    """Read the form; what makes no sense is left out."""
    values = {name: data.get(name, "") for name in ("words", "application", "site", "part")}
    try:
        return Wanted.model_validate({**values, "kind": data.get("kind") or None})
    except ValidationError:
        return Wanted()


def seal(owner: str, wanted: Wanted) -> str:
    """Return a filter for an address: only its person's pages can read it."""
    return b64(ring.person_seal(owner, wanted.model_dump_json().encode(), LABEL))


def unseal(owner: str, text: str) -> Wanted:
    """Read what `seal` wrote; anything else is no filter."""
    if not text:
        return Wanted()
    try:
        return Wanted.model_validate_json(ring.person_open(owner, unb64(text), LABEL))
    except Exception:  # noqa: BLE001 (an address that somebody has typed or cut)
        return Wanted()


def form(wanted: Wanted, applications: Collection[str], sites: Collection[str]) -> FilterForm:
    """Return the form for a person's applications and sites."""
    return FilterForm(
        words=wanted.words,
        application=wanted.application,
        site=wanted.site,
        kind=wanted.kind or "",
        part=wanted.part,
        applications=tuple(Option(name, shown(name)) for name in sorted(applications)),
        sites=tuple(Option(name, shown(name)) for name in sorted(sites)),
        kinds=tuple(Option(kind, str(NAMES[kind])) for kind in Kind),
        parts=tuple(Option(part, str(label)) for part, label in PARTS.items()),
    )
