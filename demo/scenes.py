"""Scenes: raw events as the desktop would report them, written down in `scenes/*.yaml`."""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from string import Template
from typing import Annotated, Literal

import yaml
from pydantic import Field

from capture.agent.clock import Clock
from capture.agent.events import (
    ElementFacts,
    FieldEntered,
    FieldLeft,
    FieldStill,
    KeyPressed,
    PointerPressed,
    PointerReleased,
    RawEvent,
    Scrolled,
    WindowChanged,
    WindowFacts,
)
from capture.protocol.content import Button
from capture.protocol.lease import Application
from demo.described import Described

FOLDER = Path(__file__).parent / "scenes"
ROLES = {"text": 61, "entry": 79, "push button": 43, "menu item": 35, "table cell": 56}
"""Role numbers of AT-SPI for the elements that scenes name."""

Fraction = Annotated[float, Field(ge=0, le=1)]


class Click(Described):
    """A click on an element."""

    click: str
    name: str | None = None
    at: tuple[Fraction, Fraction]


class Type(Described):
    """A text typed into an empty field."""

    type: str
    name: str


class Keys(Described):
    """A key combination, the modifiers first."""

    keys: tuple[str, ...]


class Scroll(Described):
    """A turn of the wheel."""

    scroll: Literal["up", "down"]


class PasteText(Described):
    """Ctrl V."""

    paste: Literal[True]


class Stay(Described):
    """A stay in one window. `application` is named as the lease names it."""

    application: str = Field(alias="in")
    title: str
    events: tuple[Click | Type | Keys | Scroll | PasteText, ...]


class Scene(Described):
    """Some stays at a time of a day (hour in UTC), on a desktop in one language."""

    days_ago: Annotated[int, Field(ge=0, le=6)]
    hour: Annotated[int, Field(ge=0, le=23)]
    language: str = "en"
    stays: tuple[Stay, ...]


def scene(name: str, values: Mapping[str, str]) -> Scene:
    """Read one scene; words after $ are replaced by the values of whoever plays it.

    Raises:
        KeyError: a value that the scene names is not given.
    """
    tree = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return Scene.model_validate(_filled(tree, values))


def _filled(part: object, values: Mapping[str, str]) -> object:
    if isinstance(part, str):
        return Template(part).substitute(values)
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, dict):
        return {key: _filled(one, values) for key, one in part.items()}
    return part


def raw_events(
    scene: Scene, applications: dict[str, Application], clock: Clock
) -> Iterator[RawEvent]:
    """Yield what the desktop would report; each event carries the moment at which it is taken."""
    windows = count(1)
    for stay in scene.stays:
        listed, number = applications[stay.application], next(windows)
        window = WindowFacts(
            wm_class=listed.wm_class,
            executable=listed.executables[0],
            title=stay.title,
            frame_name=stay.title,
            window_id=number,
            pid=number,
        )
        yield WindowChanged(clock.boottime(), window)
        for step in stay.events:
            yield from _raw(step, clock)
    yield WindowChanged(clock.boottime(), None)


def _raw(step: Click | Type | Keys | Scroll | PasteText, clock: Clock) -> Iterator[RawEvent]:
    match step:
        case Click():
            element = ElementFacts(ROLES[step.click], step.click, step.name)
            yield PointerPressed(clock.boottime(), Button.LEFT, *step.at, element)
            yield PointerReleased(clock.boottime(), Button.LEFT, *step.at)
        case Type():
            yield from _typed(step, clock)
        case Keys():
            held = frozenset(step.keys[:-1])
            yield KeyPressed(clock.boottime(), step.keys[-1], held, printable=False)
        case Scroll():
            yield Scrolled(clock.boottime(), 0, 1 if step.scroll == "up" else -1)
        case PasteText():
            field = ElementFacts(ROLES["entry"], "entry", "Code", editable=True, value="")
            yield FieldEntered(clock.boottime(), field)
            yield KeyPressed(clock.boottime(), "v", frozenset({"ctrl"}), printable=False)


def _typed(step: Type, clock: Clock) -> Iterator[RawEvent]:
    def field(value: str) -> ElementFacts:
        return ElementFacts(ROLES["entry"], "entry", step.name, editable=True, value=value)

    yield FieldEntered(clock.boottime(), field(""))
    yield FieldStill(clock.boottime())
    for _sign in step.type:  # that a key went down, never which
        yield KeyPressed(clock.boottime(), None, frozenset(), printable=True)
    yield FieldLeft(clock.boottime(), field(step.type))
