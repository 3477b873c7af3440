"""What a person typed into a field: from its text before and after, never from keys.

Rules of the role numbers and of the comparison were measured on X11 (AT-SPI 2.46). A password
field (role 40), a field with a secret's name and a field that nobody can tell are closed: their
text is never asked for, and nothing about them is kept.
"""

from difflib import SequenceMatcher
from typing import Final

from capture.agent.events import ElementFacts
from capture.agent.secret_names import is_secret_name
from capture.protocol.content import TypeText, Why

PASSWORD: Final = 40
READABLE: Final = frozenset({61, 79, 73, 94, 11, 52, 77})
"""Text, entry, paragraph, document text, combo box, spin button, edit bar."""
NAMED: Final = frozenset({43, 35, 7, 44, 37, 62})
"""Push button, menu item, check box, radio button, page tab, toggle button: names are kept."""
TEXT_MAX: Final = 4000
COMPARED_MAX: Final = 4000
"""Longest middle part that is compared sign by sign; a longer one counts as edited."""
KEPT_RUN: Final = 3
"""So many signs in a row of the old text count as kept, not as chance."""
BULLETS: Final = frozenset("•●∙⬤◦*·\u204e\u2217")
EMBEDDED: Final = "\ufffc"


def is_closed(element: ElementFacts | None) -> bool:
    """Return whether nothing at all may be told about this field."""
    return element is None or element.role == PASSWORD or is_secret_name(element.name)


def may_read(role: int, name: str | None, *, editable: bool) -> bool:
    """Return whether the text of an object with this role, name and state may be asked for."""
    return editable and role in READABLE and not is_secret_name(name)


def kept_name(element: ElementFacts) -> str | None:
    """Return the name of a clicked element where its role lets it be kept, cut to 300 signs."""
    if element.role not in NAMED or not element.name:
        return None
    return element.name.strip()[:300] or None


def inserted(before: str, after: str) -> str | None:
    """Return the one run that was put in, "" if there is none, None if there are several.

    Common start and end are cut. Where old text was replaced, what remains of it inside the new
    shows that more than one place was changed.
    """
    start = _common_start(before, after)
    end = _common_start(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new:
        return new
    if len(old) > COMPARED_MAX or len(new) > COMPARED_MAX:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    longest = matcher.find_longest_match().size
    return None if longest >= min(KEPT_RUN, len(old)) else new


def _common_start(one: str, other: str) -> int:
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(at for at in range(length) if one[at] != other[at])


def typed(
    entered: ElementFacts, left: ElementFacts | None, presses: int, *, pasted: bool
) -> TypeText | None:
    """Return what became of a field between focus-in and focus-out, None if there is nothing.

    Args:
        entered: the field with its value when it was entered.
        left: the same field with its last value; None where it could not be told.
        presses: printable key presses in between.
        pasted: whether something was pasted in between; then no text is kept at all.
    """
    if is_closed(entered) or not entered.editable or is_closed(left):
        return None
    if pasted:
        return _without(entered, Why.EDITED) if presses else None
    before, after = entered.value, left.value if left is not None else None
    if before is None or after is None:
        return _without(entered, Why.UNREADABLE) if presses else None
    return None if before == after else _compared(entered, inserted(before, after), presses)


def _compared(entered: ElementFacts, run: str | None, presses: int) -> TypeText | None:
    if run is None:
        return _without(entered, Why.EDITED)
    if not run or set(run.strip()) <= BULLETS:
        return None
    if presses * 2 < len(run):
        return _without(entered, Why.FILLED)
    if len(run) > TEXT_MAX or EMBEDDED in run or "\x00" in run:
        return _without(entered, Why.UNREADABLE)
    return TypeText(role=entered.role_name, field=_label(entered), text=run, why=None)


def _without(entered: ElementFacts, why: Why) -> TypeText:
    return TypeText(role=entered.role_name, field=_label(entered), text=None, why=why)


def _label(entered: ElementFacts) -> str | None:
    return entered.name[:300] if entered.name else None
