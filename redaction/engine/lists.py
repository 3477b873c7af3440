"""The word lists: ordinary words, names, and what applications are called."""

import hashlib
import lzma
from dataclasses import dataclass
from pathlib import Path

from redaction.engine.errors import EngineUnready

DATA = Path(__file__).parent / "data"
_LEXICON = "redaction_lexicon_en.txt.xz"
_NAMES = "redaction_names.txt.xz"
_VOCABULARY = "vocabulary_en.txt"
_ENDINGS = (
    ("'s", ""), ("s'", "s"), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"),
    ("ied", "y"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("ers", ""),
    ("able", ""), ("able", "e"), ("ness", ""), ("less", ""),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "non", "pre", "sub", "multi", "auto", "over", "inter", "mis", "dis")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Which words are ordinary English, and which of them are names as well.

    Attributes:
        ordinary: words written in lower case at least as often as with a capital.
        names: given and family names, folded.
        interface: words of menus and buttons and names of applications; no reason for the model.
    """

    ordinary: frozenset[str]
    names: frozenset[str]
    interface: frozenset[str]

    def __contains__(self, key: str) -> bool:
        """Say whether a folded word is ordinary, its plain inflections and compounds included."""
        if key in self.ordinary or key in self.interface or len(key) == 1:
            return True
        return self._inflected(key) or (key not in self.names and self._derived(key))

    def _known(self, key: str) -> bool:
        return len(key) >= _SHORTEST_STEM and (key in self.ordinary or key in self.interface)

    def _inflected(self, key: str) -> bool:
        if "'" in key:
            stem, _, tail = key.partition("'")
            return tail in _CLITICS and (stem in self.ordinary or stem in self.interface)
        return False

    def _derived(self, key: str) -> bool:
        for ending, instead in _ENDINGS:
            if key.endswith(ending) and self._known(key[: -len(ending)] + instead):
                return True
        for beginning in _BEGINNINGS:
            if key.startswith(beginning) and self._known(key[len(beginning) :]):
                return True
        return self._compound(key)

    def _compound(self, key: str) -> bool:
        return len(key) >= 2 * _SHORTEST_STEM + 1 and any(
            self._known(key[:cut]) and self._known(key[cut:])
            for cut in range(_SHORTEST_STEM, len(key) - _SHORTEST_STEM + 1)
        )

    def also_name(self, key: str) -> bool:
        """Say whether an ordinary word is also somebody's name (Will, Grant, May)."""
        return key in self.names


_CLITICS = frozenset(("s", "t", "ll", "ve", "re", "d", "m", "", "clock", "em"))


def load_words(extra: frozenset[str] = frozenset()) -> Words:
    """Read the lists; `extra` is a customer's own vocabulary.

    Raises:
        EngineUnready: a list is missing or cannot be read.
    """
    interface = _lines(_VOCABULARY) | extra
    return Words(_lines(_LEXICON), _lines(_NAMES) - interface, interface)


def digest() -> str:
    """Hash all lists, for the policy id."""
    whole = hashlib.sha256()
    for path in sorted(DATA.iterdir()):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _lines(name: str) -> frozenset[str]:
    try:
        data = (DATA / name).read_bytes()
        text = (lzma.decompress(data) if name.endswith(".xz") else data).decode()
    except (OSError, lzma.LZMAError, UnicodeDecodeError):
        raise EngineUnready(f"The word list {name} cannot be read.") from None
    lines = (line.strip().casefold() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
