"""Names of keys for shortcuts, from the symbol of layout group 1. Names, never text."""

from typing import Final

NAMES: Final[dict[int, str]] = {
    0x0020: "space",
    0xFF08: "backspace",
    0xFF09: "tab",
    0xFE20: "tab",
    0xFF0D: "enter",
    0xFF8D: "enter",
    0xFF13: "pause",
    0xFF1B: "escape",
    0xFF50: "home",
    0xFF51: "left",
    0xFF52: "up",
    0xFF53: "right",
    0xFF54: "down",
    0xFF55: "page_up",
    0xFF56: "page_down",
    0xFF57: "end",
    0xFF61: "print_screen",
    0xFF63: "insert",
    0xFF67: "menu",
    0xFFFF: "delete",
    **{0xFFBE + number: f"f{number + 1}" for number in range(24)},
}
MODIFIERS: Final[dict[int, str]] = {
    0x01: "shift",
    0x04: "ctrl",
    0x08: "alt",
    0x40: "super",
    0x80: "altgr",
}
"""Bits of the state: Shift, Control, Mod1, Mod4, Mod5 as every XKB layout sets them."""
COMMANDS: Final = frozenset({"ctrl", "alt", "super"})
FIRST_FUNCTION: Final = 0xFD00
"""From here on symbols are functions; below, and from 0x1000000 on, they are signs."""
KEYPAD: Final = range(0xFFAA, 0xFFBA)
KEYPAD_WAYS: Final = range(0xFF95, 0xFFA0)
"""Home, arrows and the like on the key pad: digits while Num Lock is on."""
NUM_LOCK: Final = 0x10
DEAD: Final = range(0xFE50, 0xFE94)
UNICODE: Final = 0x01000000


def is_printable(symbol: int, state: int) -> bool:
    """Return whether a key symbol puts a sign into a field (dead keys and the key pad too)."""
    if symbol in KEYPAD_WAYS:
        return bool(state & NUM_LOCK)
    if symbol in KEYPAD or symbol in DEAD or symbol >= UNICODE:
        return True
    return 0x20 <= symbol < FIRST_FUNCTION


def modifiers_of(state: int) -> frozenset[str]:
    """Return the names of the modifiers held; Caps Lock, Num Lock and the group do not count."""
    return frozenset(name for bit, name in MODIFIERS.items() if state & bit)


def shortcut_name(symbol: int) -> str | None:
    """Return the name of a key for a shortcut: a word, or the small letter; None if it has none."""
    if symbol in NAMES:
        return NAMES[symbol]
    if 0x21 <= symbol <= 0x7E:
        return chr(symbol).lower()
    return None
