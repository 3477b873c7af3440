"""What would be sent, before it is sent: as JSON to the letter, or to be read."""

from collections.abc import Iterable

from capture.agent.words import _
from capture.protocol.content import (
    Action,
    AppSwitch,
    Click,
    Drag,
    Episode,
    Paste,
    Rhythm,
    Scroll,
    Shortcut,
    TypeText,
    Waypoints,
    Window,
)
from capture.protocol.encoding import encode


def as_json(episodes: Iterable[Episode]) -> str:
    """Return one line of JSON for each episode, exactly as it goes into a batch."""
    return "".join(encode(episode).decode("utf-8") + "\n" for episode in episodes)


def as_text(episodes: Iterable[Episode]) -> str:
    """Return the episodes for a person to read, each under its id."""
    return "\n".join(_episode(one) for one in episodes)


def _episode(episode: Episode) -> str:
    head = f"{episode.id}  {episode.day} {episode.part.value}  {episode.application}"
    if episode.site is not None:
        head += f" ({episode.site})"
    lines = [head, "  " + _("for purpose: {purpose}").format(purpose=episode.purpose)]
    lines += [f"  {number:2}. {describe(action)}" for number, action in _numbered(episode)]
    return "\n".join(lines) + "\n"


def _numbered(episode: Episode) -> Iterable[tuple[int, Action]]:
    return enumerate(episode.actions, start=1)


def describe(action: Action) -> str:
    """Return one action in words; everything in it is shown."""
    match action:
        case Click() | Scroll() | Drag() | Waypoints():
            return _pointer(action)
        case TypeText() | Paste() | Rhythm() | Shortcut():
            return _keys(action)
        case AppSwitch():
            return _("switch to {name}").format(name=_shown(action.to))
        case Window():
            return _("window: {title}").format(title=_shown(action.title))


def _keys(action: TypeText | Paste | Rhythm | Shortcut) -> str:
    match action:
        case Shortcut():
            return _("keys: {keys}").format(keys="+".join(_shown(key) for key in action.keys))
        case TypeText():
            return _typed(action)
        case Paste():
            return _("paste (what was pasted is not recorded)")
        case Rhythm():
            return _("rhythm of typing in {buckets}").format(buckets=list(action.buckets))


def _pointer(action: Click | Scroll | Drag | Waypoints) -> str:
    match action:
        case Click():
            place = "" if action.x is None else f" ({action.x}, {action.y})"
            target = " ".join(_shown(one) for one in (action.role, action.name) if one)
            times = f" x{action.count}" if action.count > 1 else ""
            what = f"{action.button.value}{times}{place} {target}".rstrip()
            return _("click {what}").format(what=what)
        case Scroll():
            what = f"{action.direction.value} {action.amount}"
            return _("scroll {what}").format(what=what)
        case Drag():
            what = f"({action.x}, {action.y}) -> ({action.to_x}, {action.to_y})"
            return _("drag {what}").format(what=what)
        case Waypoints():
            what = str([list(point) for point in action.points])
            return _("pointer passed {what}").format(what=what)


def _typed(action: TypeText) -> str:
    where = action.role if action.field is None else f"{action.role} {_shown(action.field)}"
    if action.text is None:
        why = "" if action.why is None else action.why.value
        return _("text in {where}: not recorded ({why})").format(where=where, why=why)
    return _("text in {where}: {text}").format(where=where, text=_shown(action.text))


def _shown(text: str) -> str:
    """Return text with control and direction characters as escapes, so that a terminal is safe."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )
