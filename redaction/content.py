"""What is inside a sealed batch, as the worker reads it.

The wire fixes these shapes (docs/protocol.md). The agent has its own copy of them in
`capture.protocol.content`, which stands a floor above; a test keeps both equal.
"""

import json
import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from governance.purposes.kinds import Kind
from redaction.faults import ContentFault, ContentRefused

ACTIONS_MAX: Final = 25
EPISODES_MAX: Final = 500
GRID: Final = 200
BIGGEST: Final = 2**53 - 1
DEPTH_MAX: Final = 16
DIGITS_MAX: Final = 20
_TOKENS: Final = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def _on_grid(value: float) -> float:
    steps = value * GRID
    if abs(steps - round(steps)) > 1e-6:
        raise ValueError("not on the grid of 1/200")
    return value


Short = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(max_length=4000)]
Fraction = Annotated[float, Field(ge=0, le=1), AfterValidator(_on_grid)]
Positive = Annotated[int, Field(ge=1, le=BIGGEST)]


class Read(BaseModel):
    """Ground of what is read: closed, unchangeable, silent about values in its errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class AppSwitch(Read):
    """Another application came to the front."""

    do: Literal["app_switch"]
    to: Short


class Window(Read):
    """The window has a new title."""

    do: Literal["window"]
    title: Short


class Click(Read):
    """A click, with its place in the window."""

    do: Literal["click"]
    button: Literal["left", "right", "middle"]
    count: Annotated[int, Field(ge=1, le=3)]
    x: Fraction | None
    y: Fraction | None
    role: Short | None
    name: Short | None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.x is None) != (self.y is None):
            raise ValueError("x and y go together")
        return self


class Scroll(Read):
    """Scrolling in one direction."""

    do: Literal["scroll"]
    direction: Literal["up", "down", "left", "right"]
    amount: Annotated[int, Field(ge=1, le=100)]


class Drag(Read):
    """From where to where something was dragged."""

    do: Literal["drag"]
    x: Fraction
    y: Fraction
    to_x: Fraction
    to_y: Fraction


class Shortcut(Read):
    """Keys pressed together."""

    do: Literal["shortcut"]
    keys: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=20)], ...],
        Field(min_length=1, max_length=4),
    ]


class TypeText(Read):
    """The final text of a field, or why there is none."""

    do: Literal["type_text"]
    role: Short
    field: Short | None
    text: Text | None
    why: Literal["unreadable", "edited", "filled"] | None

    @model_validator(mode="after")
    def _text_or_reason(self) -> Self:
        if (self.text is None) == (self.why is None):
            raise ValueError("a text, or why there is none")
        return self


class Paste(Read):
    """Something was pasted."""

    do: Literal["paste"]


class Rhythm(Read):
    """How many pauses between keys fell into each of five coarse buckets."""

    do: Literal["rhythm"]
    buckets: Annotated[
        tuple[Annotated[int, Field(ge=0, le=10_000)], ...], Field(min_length=5, max_length=5)
    ]


class Waypoints(Read):
    """Four points of the pointer's way."""

    do: Literal["waypoints"]
    points: Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=4, max_length=4)]


Action = Annotated[
    AppSwitch | Window | Click | Scroll | Drag | Shortcut | TypeText | Paste | Rhythm | Waypoints,
    Field(discriminator="do"),
]

KIND_OF: Final[dict[str, Kind]] = {
    "app_switch": Kind.APP_SWITCHES,
    "window": Kind.SCREEN_OPERATIONS,
    "click": Kind.CLICKS,
    "scroll": Kind.CLICKS,
    "drag": Kind.CLICKS,
    "shortcut": Kind.SHORTCUTS,
    "type_text": Kind.TYPED_TEXT,
    "paste": Kind.TYPED_TEXT,
    "rhythm": Kind.TYPING_RHYTHM,
    "waypoints": Kind.POINTER_PATHS,
}
"""The kind of data of each action."""


class Episode(Read):
    """One stay in one window, for one purpose."""

    id: UUID
    purpose: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
    version: Positive
    epoch: UUID
    application: Short
    site: Short | None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    day: date
    part: Literal["morning", "afternoon", "evening", "night"]
    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=ACTIONS_MAX)]


class Content(Read):
    """The episodes of a batch."""

    type: Literal["sayso-content/1"]
    device: UUID
    seq: Positive
    episodes: Annotated[tuple[Episode, ...], Field(min_length=1, max_length=EPISODES_MAX)]


def read(raw: bytes) -> Content:
    """Read the JSON of a batch, strictly.

    Raises:
        ContentRefused: `malformed` or `unknown-field`; nothing of the content is in it.
    """
    try:
        text = raw.decode("utf-8")
        _check_depth(text)
        _check_strings(
            json.loads(
                text,
                object_pairs_hook=_no_duplicates,
                parse_constant=_refuse,
                parse_int=_short_int,
            )
        )
    except (ValueError, RecursionError):
        raise ContentRefused(ContentFault.MALFORMED) from None
    try:
        return Content.model_validate_json(text, strict=True)
    except ValidationError as error:
        kinds = {one["type"] for one in error.errors(include_url=False, include_input=False)}
        unknown = "extra_forbidden" in kinds
    raise ContentRefused(ContentFault.UNKNOWN_FIELD if unknown else ContentFault.MALFORMED)


def _check_depth(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        sign = token.group()[0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEPTH_MAX:
            raise ValueError("too deep")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse(_constant: str) -> float:
    raise ValueError("not a number")


def _short_int(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError("too long a number")
    return int(digits)


def _check_strings(value: object) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_strings(key)
            _check_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_strings(inner)
