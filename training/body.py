"""What is inside a sealed episode, after redaction. Its JSON is canonical (RFC 8785)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from governance.audit.canonical import canonical
from governance.purposes.kinds import Kind

TEXT_FIELDS = ("title", "name", "field", "text")
"""The fields of a step that redaction has gone over."""

Do = Literal[
    "app_switch", "window", "click", "scroll", "drag", "shortcut", "type_text", "paste",
    "rhythm", "waypoints",
]  # fmt: skip


class Step(BaseModel):
    """One action. `do` says which; what does not belong to it is None."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    do: Do
    kind: Kind
    to: str | None = None
    title: str | None = None
    button: str | None = None
    count: int | None = None
    x: float | None = None
    y: float | None = None
    to_x: float | None = None
    to_y: float | None = None
    role: str | None = None
    name: str | None = None
    direction: str | None = None
    amount: int | None = None
    keys: tuple[str, ...] | None = None
    field: str | None = None
    text: str | None = None
    why: str | None = None
    buckets: tuple[int, ...] | None = None
    points: tuple[tuple[float, float], ...] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The redacted texts of this step."""
        values = (getattr(self, name) for name in TEXT_FIELDS)
        return tuple(value for value in values if value)


class Body(BaseModel):
    """A redacted stay in one window, for one purpose. `part` is the part of the day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    application: str
    site: str | None = None
    language: str
    day: date
    part: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def to_bytes(self) -> bytes:
        """Return the canonical JSON."""
        return canonical(self.model_dump(mode="json", exclude_none=True))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Body":
        """Read what `to_bytes` wrote."""
        return cls.model_validate_json(raw)

    @property
    def held(self) -> frozenset[Kind]:
        """The kinds of data in it. A name at a click belongs to screen operations."""
        named = {Kind.SCREEN_OPERATIONS} if any(step.name for step in self.steps) else set()
        return frozenset(named | {step.kind for step in self.steps})

    def without(self, kind: Kind) -> "Body | None":
        """Return the body without a kind of data; None where nothing is left.

        Names of elements belong to screen operations, though the click itself does not.
        """
        return self.limited(frozenset(Kind) - {kind})

    def limited(self, kinds: frozenset[Kind]) -> "Body | None":
        """Return the body with these kinds alone; None where nothing is left."""
        steps = [step for step in self.steps if step.kind in kinds]
        if Kind.SCREEN_OPERATIONS not in kinds:
            steps = [step.model_copy(update={"name": None}) for step in steps]
        return self.model_copy(update={"steps": tuple(steps)}) if steps else None
