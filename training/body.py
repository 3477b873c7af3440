"""What is inside a sealed episode, after redaction. Its JSON is canonical (RFC 8785)."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.audit.canonical import canonical
from governance.purposes.kinds import Kind

TEXT_FIELDS = ("title", "name", "field", "text")
"""The fields of a step that redaction has gone over."""

Do = Literal[
    "app_switch", "window", "click", "scroll", "drag", "shortcut", "type_text", "paste",
    "rhythm", "waypoints",
]  # fmt: skip


_WHOLE: Final = (0.0, 1.0)
_FINEST: Final = 0.0001
"""Below it numbers are written otherwise in RFC 8785 than here."""


class Step(BaseModel):
    """One action. `do` says which; what does not belong to it is None.

    The fields stand in the order of their names, as they do in canonical JSON.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: int | None = None
    buckets: tuple[int, ...] | None = None
    button: str | None = None
    count: int | None = None
    direction: str | None = None
    do: Do
    field: str | None = None
    keys: tuple[str, ...] | None = None
    kind: Kind
    name: str | None = None
    points: tuple[tuple[float, float], ...] | None = None
    role: str | None = None
    text: str | None = None
    title: str | None = None
    to: str | None = None
    to_x: float | None = None
    to_y: float | None = None
    why: str | None = None
    x: float | None = None
    y: float | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The redacted texts of this step."""
        return tuple(filter(None, (self.title, self.name, self.field, self.text)))


class Body(BaseModel):
    """A redacted stay in one window, for one purpose. `part` is the part of the day.

    The fields stand in the order of their names, as they do in canonical JSON.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    application: str
    day: date
    language: str
    part: str
    site: str | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def to_bytes(self) -> bytes:
        """Return the canonical JSON.

        Names are ASCII and in order, whole numbers small, fractions on a grid between 0 and 1:
        there pydantic, many times faster, writes what RFC 8785 asks. All else goes the general
        way; a test holds both against each other.
        """
        if all(map(_is_plain, self.steps)):
            return self.model_dump_json(exclude_none=True).encode()
        return canonical(self.model_dump(mode="json", exclude_none=True))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Body":
        """Read what `to_bytes` wrote."""
        return cls.model_validate_json(raw)

    @property
    def held(self) -> frozenset[Kind]:
        """The kinds of data in it. A name at a click belongs to screen operations."""
        kinds: list[Kind] = []  # a short list: hashing a member of an enumeration is slow
        for step in self.steps:
            if step.kind not in kinds:
                kinds.append(step.kind)
            if step.name and Kind.SCREEN_OPERATIONS not in kinds:
                kinds.append(Kind.SCREEN_OPERATIONS)
        return frozenset(kinds)

    def without(self, kind: Kind) -> "Body | None":
        """Return the body without a kind of data; None where nothing is left.

        Names of elements belong to screen operations, though the click itself does not.
        """
        return self.limited(frozenset(Kind) - {kind})

    def limited(self, kinds: frozenset[Kind]) -> "Body | None":
        """Return the body with these kinds alone; None where nothing is left."""
        if self.held <= kinds:
            return self
        steps = [step for step in self.steps if step.kind in kinds]
        if Kind.SCREEN_OPERATIONS not in kinds:
            steps = [step.model_copy(update={"name": None}) for step in steps]
        return self.model_copy(update={"steps": tuple(steps)}) if steps else None


def _is_plain(step: Step) -> bool:
    """Tell whether no number of a step is written otherwise in RFC 8785 than in plain JSON."""
    if step.points is not None:
        return False
    for value in (step.x, step.y, step.to_x, step.to_y):
        if value is not None and (value in _WHOLE or not _FINEST <= value < 1):
            return False
    return True
