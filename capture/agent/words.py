"""What the agent says, in the language of the person's desktop session where there is one."""

import gettext
from pathlib import Path
from typing import Final

_CATALOGUES: Final = Path(__file__).resolve().parent / "locale"
_TRANSLATION: Final = gettext.translation("sayso-agent", _CATALOGUES, fallback=True)


def _(text: str) -> str:
    """Return the text in the person's language."""
    return _TRANSLATION.gettext(text)
