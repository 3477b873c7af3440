"""`exclude`: the person's own exclusions by command. They stay on this computer."""

import argparse
from pathlib import Path
from typing import Final

from capture.agent.exclusions import Exclusions, load, save
from capture.agent.words import _

FIELDS: Final = {"application": "applications", "site": "sites", "word": "words"}


def describe(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of the command."""
    todo = parser.add_subparsers(dest="todo", required=True, metavar="todo")
    todo.add_parser("list", help=_("show them"))
    for name, text in (("add", _("never record this")), ("remove", _("take one back"))):
        one = todo.add_parser(name, help=text)
        one.add_argument("what", choices=[*FIELDS])
        one.add_argument("value", help=_("program or window class; host; word in a title or text"))


def carry_out(folder: Path, options: argparse.Namespace) -> list[str]:
    """Do what was asked; return what to say. A running agent takes it at the next event.

    Raises:
        ExclusionsUnreadable: the file is damaged; nothing is recorded while it is.
        ValidationError: the value is empty or too long.
    """
    known = load(folder)
    if options.todo == "list":
        return _listed(known)
    field, value = FIELDS[options.what], options.value.strip()
    entries: tuple[str, ...] = getattr(known, field)
    if options.todo == "add":
        if value in entries:
            return [_("This is excluded already.")]
        entries = (*entries, value)
        said = _("Excluded from now on. What waits to be sent stays; see: sayso-agent preview")
    else:
        if value not in entries:
            return [_("This is not excluded. See: sayso-agent exclude list")]
        entries = tuple(one for one in entries if one != value)
        said = _("No longer excluded. It is recorded where you allowed it.")
    save(folder, Exclusions.model_validate({**known.model_dump(), field: entries}))
    return [said]


def _listed(known: Exclusions) -> list[str]:
    lines = [f"{what}: {one}" for what, field in FIELDS.items() for one in getattr(known, field)]
    return lines or [_("You have excluded nothing.")]
