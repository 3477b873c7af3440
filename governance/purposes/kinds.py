"""Kinds of data: never more than these."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """A kind of data that a person can allow or refuse."""

    APP_SWITCHES = "app_switches"
    CLICKS = "clicks"
    SCREEN_OPERATIONS = "screen_operations"
    SHORTCUTS = "shortcuts"
    TYPED_TEXT = "typed_text"
    TYPING_RHYTHM = "typing_rhythm"
    POINTER_PATHS = "pointer_paths"


SPECIAL = frozenset({Kind.TYPING_RHYTHM, Kind.POINTER_PATHS})

NAMES: dict[Kind, Promise] = {
    Kind.APP_SWITCHES: _("App switches"),
    Kind.CLICKS: _("Clicks"),
    Kind.SCREEN_OPERATIONS: _("Screen operations"),
    Kind.SHORTCUTS: _("Shortcuts"),
    Kind.TYPED_TEXT: _("Typed text"),
    Kind.TYPING_RHYTHM: _("Typing rhythm"),
    Kind.POINTER_PATHS: _("Pointer paths"),
}

EXPLAINED: dict[Kind, Promise] = {
    Kind.APP_SWITCHES: _(
        "Which of the listed applications is in front. Never the names of others."
    ),
    Kind.CLICKS: _(
        "What sort of thing you click, such as a button or a cell, and where in the window. "
        "Not the path of the pointer."
    ),
    Kind.SCREEN_OPERATIONS: _(
        "Titles of windows and names of buttons and menus, masked, and the order of steps."
    ),
    Kind.SHORTCUTS: _("Key combinations such as Ctrl S. Not what you type."),
    Kind.TYPED_TEXT: _(
        "The final text of a field, after names, numbers and secrets are masked. Never passwords."
    ),
    Kind.TYPING_RHYTHM: _("How fast you type, in three coarse steps. Never the time of a key."),
    Kind.POINTER_PATHS: _("Four points on the way of the pointer. Never the whole path."),
}
