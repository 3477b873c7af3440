"""What the agent says, in the person's language where a translation is installed."""

import gettext
from typing import Final

_TRANSLATION: Final = gettext.translation("sayso-agent", fallback=True)


def _(text: str) -> str:
    """Return the text in the person's language."""
    return _TRANSLATION.gettext(text)
