"""What travels sealed inside a batch: episodes of actions. No time finer than a part of a day."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from capture.protocol.messages import Epoch, Kind, Language, Message, Positive, Short, Slug

ACTIONS_MAX: Final = 25
EPISODES_MAX: Final = 500
GRID: Final = 200  # places in a window are rounded to 1/200 of its width and height
CONTENT_MAX: Final = 1_048_576  # bytes of a batch's JSON after gunzip


def _on_grid(value: float) -> float:
    steps = value * GRID
    if abs(steps - round(steps)) > 1e-6:
        raise ValueError("not on the grid of 1/200")
    return value


Fraction = Annotated[float, Field(ge=0, le=1), AfterValidator(_on_grid)]
Text = Annotated[str, Field(max_length=4000)]


class PartOfDay(StrEnum):
    """The only time of day that leaves memory: 6 to 12, to 18, to 22, to 6 o'clock."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class Button(StrEnum):
    """A button of the pointer."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


class Direction(StrEnum):
    """Where a scroll goes."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


class Why(StrEnum):
    """Why a text is null: it could not be read, was changed in several places, or filled in."""

    UNREADABLE = "unreadable"
    EDITED = "edited"
    FILLED = "filled"


class AppSwitch(Message):
    """Another application came to the front."""

    kind: ClassVar[Kind] = Kind.APP_SWITCHES
    do: Literal["app_switch"] = "app_switch"
    to: Short


class Window(Message):
    """The window has a new title."""

    kind: ClassVar[Kind] = Kind.SCREEN_OPERATIONS
    do: Literal["window"] = "window"
    title: Short


class Click(Message):
    """A click; place in fractions of the window, `name` only where operations are allowed."""

    kind: ClassVar[Kind] = Kind.CLICKS
    do: Literal["click"] = "click"
    button: Button
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


class Scroll(Message):
    """Scrolling in one direction; `amount` in notches of the wheel."""

    kind: ClassVar[Kind] = Kind.CLICKS
    do: Literal["scroll"] = "scroll"
    direction: Direction
    amount: Annotated[int, Field(ge=1, le=100)]


class Drag(Message):
    """From where to where something was dragged, without the path."""

    kind: ClassVar[Kind] = Kind.CLICKS
    do: Literal["drag"] = "drag"
    x: Fraction
    y: Fraction
    to_x: Fraction
    to_y: Fraction


class Shortcut(Message):
    """Keys pressed together, modifiers first."""

    kind: ClassVar[Kind] = Kind.SHORTCUTS
    do: Literal["shortcut"] = "shortcut"
    keys: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=20)], ...],
        Field(min_length=1, max_length=4),
    ]


class TypeText(Message):
    """The final text of a field, or why there is none."""

    kind: ClassVar[Kind] = Kind.TYPED_TEXT
    do: Literal["type_text"] = "type_text"
    role: Short
    field: Short | None
    text: Text | None
    why: Why | None

    @model_validator(mode="after")
    def _text_or_reason(self) -> Self:
        if (self.text is None) == (self.why is None):
            raise ValueError("a text, or why there is none")
        return self


class Paste(Message):
    """Something was pasted: no content, no length."""

    kind: ClassVar[Kind] = Kind.TYPED_TEXT
    do: Literal["paste"] = "paste"


class Rhythm(Message):
    """How many pauses between keys fell into each of five coarse buckets."""

    kind: ClassVar[Kind] = Kind.TYPING_RHYTHM
    do: Literal["rhythm"] = "rhythm"
    buckets: Annotated[
        tuple[Annotated[int, Field(ge=0, le=10_000)], ...], Field(min_length=5, max_length=5)
    ]


class Waypoints(Message):
    """Four points of the pointer's way, as fractions of the window."""

    kind: ClassVar[Kind] = Kind.POINTER_PATHS
    do: Literal["waypoints"] = "waypoints"
    points: Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=4, max_length=4)]


Action = Annotated[
    AppSwitch | Window | Click | Scroll | Drag | Shortcut | TypeText | Paste | Rhythm | Waypoints,
    Field(discriminator="do"),
]


class Episode(Message):
    """One stay in one window, for one purpose, under a fresh random id."""

    id: UUID
    purpose: Slug
    version: Positive
    epoch: Epoch
    application: Short
    site: Short | None
    language: Language
    day: date
    part: PartOfDay
    actions: Annotated[tuple[Action, ...], Field(min_length=1, max_length=ACTIONS_MAX)]


class Content(Message):
    """What is sealed: the episodes of a batch, bound to device and sequence once more."""

    type: Literal["sayso-content/1"] = "sayso-content/1"
    device: UUID
    seq: Positive
    episodes: Annotated[tuple[Episode, ...], Field(min_length=1, max_length=EPISODES_MAX)]


def part_of(hour: int) -> PartOfDay:
    """Return the part of the day of a local hour (0 to 23)."""
    if 6 <= hour < 12:
        return PartOfDay.MORNING
    if 12 <= hour < 18:
        return PartOfDay.AFTERNOON
    return PartOfDay.EVENING if 18 <= hour < 22 else PartOfDay.NIGHT
