"""An episode as its owner reads it: a replay in words, step by step."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.purposes.kinds import NAMES, Kind
from pages import dates, languages
from pages.employee.elements import named
from pages.pieces import BREAK, Look, Piece, captured, said, shown
from pages.sign import joined
from training.body import Body, Step
from training.own import EpisodeView

SHOWN_AT_FIRST = 6
LEFT, RIGHT, TOP, BOTTOM = 4, 52, 12, 32
"""The edges of a step's small drawing, in its own units."""

PARTS: dict[str, Promise] = {
    "morning": gettext_lazy("Morning"),
    "afternoon": gettext_lazy("Afternoon"),
    "evening": gettext_lazy("Evening"),
    "night": gettext_lazy("Night"),
}
DIRECTIONS: dict[str, Promise] = {
    "up": gettext_lazy("Scrolled up"),
    "down": gettext_lazy("Scrolled down"),
    "left": gettext_lazy("Scrolled to the left"),
    "right": gettext_lazy("Scrolled to the right"),
}
WHY_NO_TEXT: dict[str, Promise] = {
    "unreadable": gettext_lazy("The text could not be read, so none is kept."),
    "edited": gettext_lazy("A text that was there before was changed. None of it is kept."),
    "filled": gettext_lazy("The field was filled in by a program. None of it is kept."),
}
DRAWINGS = {
    "app_switch": "switch",
    "window": "window",
    "click": "click",
    "drag": "click",
    "scroll": "scroll",
    "shortcut": "key",
    "type_text": "type",
    "paste": "type",
    "rhythm": "type",
    "waypoints": "click",
}


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step: a drawing, and a sentence in pieces."""

    index: int
    drawing: str
    text_html_safe: tuple[Piece, ...]
    x: int | None = None
    y: int | None = None
    can_strike: bool = False
    kind_name: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """An episode; `more` are the steps behind "more steps"."""

    id: uuid.UUID | None
    application: str
    site: str
    part: str
    kinds_sentence: str
    goes_sentence: str
    rests_until: date | None
    resting: bool
    step_count: int
    steps: tuple[StepCard, ...]
    more: tuple[StepCard, ...]


def card(view: EpisodeView) -> EpisodeCard:
    """Return the card of a stored episode."""
    steps = [_step(n, step, view.resting) for n, step in enumerate(view.body.steps)]
    names = joined([languages.in_sentence(NAMES[kind]) for kind in view.kinds])
    return EpisodeCard(
        id=view.id,
        application=shown(view.body.application),
        site=shown(view.body.site or ""),
        part=part_name(view.body.part),
        kinds_sentence=_("Holds %(kinds)s.") % {"kinds": names},
        goes_sentence=_goes(view.goes),
        rests_until=view.rests_until,
        resting=view.resting,
        step_count=len(steps),
        steps=tuple(steps[:SHOWN_AT_FIRST]),
        more=tuple(steps[SHOWN_AT_FIRST:]),
    )


def sample_card(body: Body) -> EpisodeCard:
    """Return the card of an invented episode, with the kind of each step beside it."""
    steps = tuple(_step(n, step, False, named=True) for n, step in enumerate(body.steps))
    return EpisodeCard(
        id=None,
        application=body.application,
        site=body.site or "",
        part=part_name(body.part),
        kinds_sentence="",
        goes_sentence="",
        rests_until=None,
        resting=False,
        step_count=len(steps),
        steps=steps,
        more=(),
    )


def _goes(goes: Mapping[Kind, date]) -> str:
    """Say on which day it goes; where its kinds go on several days, each of them."""
    *earlier, last = sorted(set(goes.values()))
    if not earlier:
        return _("Erased by itself on %(day)s.") % {"day": dates.day(last)}
    parts = [
        _("%(kinds)s on %(day)s") % {"kinds": _named(goes, day), "day": dates.day(day)}
        for day in earlier
    ]
    parts.append(_("the rest on %(day)s") % {"day": dates.day(last)})
    return _("Erased by itself: %(parts)s.") % {"parts": joined(parts)}


def _named(goes: Mapping[Kind, date], day: date) -> str:
    return joined([languages.in_sentence(NAMES[kind]) for kind in Kind if goes.get(kind) == day])


def part_name(part: str) -> str:
    """Return the words for a part of the day."""
    return str(PARTS.get(part, part))


def _step(index: int, step: Step, resting: bool, *, named: bool = False) -> StepCard:
    return StepCard(
        index=index,
        drawing=DRAWINGS[step.do],
        text_html_safe=tuple(_SENTENCES[step.do](step)),
        x=_place(step.x, LEFT, RIGHT),
        y=_place(step.y, TOP, BOTTOM),
        can_strike=resting and not named,
        kind_name=str(NAMES[Kind(step.kind)]) if named else "",
    )


def _place(fraction: float | None, low: int, high: int) -> int | None:
    return None if fraction is None else round(low + max(0.0, min(1.0, fraction)) * (high - low))


def _switch(step: Step) -> list[Piece]:
    return said(_("Went to %(place)s."), {"place": captured(step.to or "", Look.STRONG)})


def _window(step: Step) -> list[Piece]:
    return said(_("Window: %(title)s"), {"title": captured(step.title or "", Look.STRONG)})


def _click(step: Step) -> list[Piece]:
    role = captured(named(step.role) if step.role else _("a place in the window"))
    if step.name:
        sentence = _("Clicked %(name)s (%(role)s).")
        return said(sentence, {"name": captured(step.name, Look.STRONG), "role": role})
    return said(_("Clicked %(role)s."), {"role": role})


def _scroll(step: Step) -> list[Piece]:
    return [Piece(Look.PLAIN, str(DIRECTIONS[step.direction or "down"]))]


def _drag(_step: Step) -> list[Piece]:
    return [Piece(Look.PLAIN, _("Dragged something to another place."))]


def _shortcut(step: Step) -> list[Piece]:
    keys: list[Piece] = []
    for key in step.keys or ():
        keys += [Piece(Look.PLAIN, " ")] if keys else []
        keys.append(Piece(Look.KEY, shown(key)))
    return said(_("Pressed %(keys)s"), {"keys": keys})


def _typed(step: Step) -> list[Piece]:
    field = captured(step.field or named(step.role or "") or _("a field"), Look.STRONG)
    found = said(_("Typed into %(field)s:"), {"field": field})
    if step.text is None:
        why = WHY_NO_TEXT.get(step.why or "", WHY_NO_TEXT["unreadable"])
        return [*found, BREAK, Piece(Look.PLAIN, str(why))]
    return [*found, BREAK, *captured(step.text, Look.MONO)]


def _paste(_step: Step) -> list[Piece]:
    return [Piece(Look.PLAIN, _("Pasted something. What it was is not recorded."))]


def _rhythm(_step: Step) -> list[Piece]:
    return [Piece(Look.PLAIN, _("How fast it was typed, in coarse steps."))]


def _waypoints(_step: Step) -> list[Piece]:
    return [Piece(Look.PLAIN, _("Four points on the way of the pointer."))]


_SENTENCES: dict[str, Callable[[Step], Sequence[Piece]]] = {
    "app_switch": _switch,
    "window": _window,
    "click": _click,
    "scroll": _scroll,
    "drag": _drag,
    "shortcut": _shortcut,
    "type_text": _typed,
    "paste": _paste,
    "rhythm": _rhythm,
    "waypoints": _waypoints,
}
