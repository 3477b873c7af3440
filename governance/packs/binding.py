"""Where several packs bind one person, the strictest value of each rule counts."""

from collections.abc import Callable, Iterable

from governance.packs.schema import Captured, Clock, Pack, PackFile

STRICTEST: dict[str, Callable[[Iterable[int]], int]] = {
    "notice_hours": max,
    "consent_months": min,
    "ask_again_days": max,
    "assessment_needed": max,
}
"""Numbers: which of them is the strictest."""
TOGETHER = ("approvals", "forbidden_uses", "gates")
"""Lists: all that any pack of the chain asks for."""
SPECIAL_FIRST = (
    *("notice", "consent", "representatives", "complaint", "retention", "keystroke_timing"),
    *("refusal_codes", "rights"),
)
"""Values that the more special pack replaces as a whole."""


def bound(files: tuple[PackFile, ...]) -> Pack:
    """Return what a chain of packs, the most special one first, asks for together."""
    first = files[0]
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    for name, strictest in STRICTEST.items():
        given = {file.code: getattr(file, name) for file in files}
        given = {code: value for code, value in given.items() if value is not None}
        values[name] = strictest(given.values()) if given else None
        if given:
            origin[name] = next(code for code, value in given.items() if value == values[name])
    for name in TOGETHER:
        values[name] = tuple(dict.fromkeys(v for file in files for v in getattr(file, name)))
    for name in SPECIAL_FIRST:
        giver = next((file for file in files if getattr(file, name)), first)
        values[name], origin[name] = getattr(giver, name), giver.code
    values["clock"], clocks = _clock(files)
    values["captured"], caps = _captured(files)
    law = [file for file in files if file.code != "product"]
    return Pack.model_validate(
        {
            **values,
            "code": first.code,
            "version": first.version,
            "reviewed_by": first.reviewed_by,
            "reviewed_on": first.reviewed_on,
            "sources": tuple(dict.fromkeys(s for file in files for s in file.sources)),
            "confidence": {k: v for file in reversed(files) for k, v in file.confidence.items()},
            "origin": {**origin, **clocks, **caps},
            "unreviewed": tuple(file.code for file in law if not file.reviewed_by),
        }
    )


def _clock(files: tuple[PackFile, ...]) -> tuple[Clock, dict[str, str]]:
    """Return the clock, key by key from the most special pack that says it.

    What belongs to the number of the answer comes from the pack that names that number.
    """
    given: dict[str, object] = {}
    origin: dict[str, str] = {}
    numbers = {"unit", "respond", "extend", "max_extensions", "start", "statutory", "source"}
    giver = next((file for file in files if file.clock and file.clock.respond is not None), None)
    if giver is not None and giver.clock is not None:
        given = giver.clock.model_dump(include=numbers)
        origin["clock.respond"] = giver.code
    for name in ("ack", "stop_clock", "roll_weekend", "holidays"):
        for file in files:
            value = getattr(file.clock, name) if file.clock else None
            if value is not None:
                given[name], origin[f"clock.{name}"] = value, file.code
                break
    return Clock.model_validate(given), origin


def _captured(files: tuple[PackFile, ...]) -> tuple[Captured, dict[str, str]]:
    """Return the shortest time of every kind, and which pack names it."""
    shortest: dict[str, int] = {}
    origin: dict[str, str] = {}
    for file in files:
        said = file.captured or Captured()
        for name, days in (("days", said.days), *said.kinds.items()):
            if days is not None and days < shortest.get(name, days + 1):
                shortest[name], origin[f"captured.{name}"] = days, file.code
    return Captured.model_validate({"days": shortest.pop("days", None), "kinds": shortest}), origin
