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
_CLOSED = "closed_en.txt"
_MENU = "interface_en.txt"
# Endings after which a stem is still the same word; a capital allows the first ones alone, since
# surnames and brands are made with the others.
_FIRM_ENDINGS = (("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""))
_ENDINGS = (
    *_FIRM_ENDINGS, ("es", ""), ("ies", "y"), ("ied", "y"), ("er", ""), ("er", "e"), ("ers", ""),
    ("able", ""), ("able", "e"), ("ness", ""), ("less", ""),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "non", "pre", "sub", "multi", "auto", "over", "inter", "mis", "dis")
_SHORTEST_STEM = 4
_LONGEST = 30
_NOT = frozenset(("won", "shan", "ain", "can", "don"))
_CLITICS = frozenset(("s", "t", "ll", "ve", "re", "d", "m", "", "clock", "em"))


@dataclass(frozen=True, slots=True)
class Words:
    """Which words are ordinary English, and which of them are names as well.

    Attributes:
        ordinary: words written in lower case at least as often as with a capital.
        names: given and family names, folded.
        interface: names of applications and formats, days, months, words of computing.
        closed: the small words of grammar, which are never a name by their place alone.
        menu: words of menus, buttons and titles; in a caption their capital says nothing.
        french: True where words elide (`l'ordre`), may begin with an accent, and are all listed
            with their endings.
    """

    ordinary: frozenset[str]
    names: frozenset[str]
    interface: frozenset[str]
    closed: frozenset[str] = frozenset()
    menu: frozenset[str] = frozenset()
    french: bool = False

    def __contains__(self, key: str) -> bool:
        """Say whether a folded word is on the lists as it stands, or with `'s` and the like."""
        if key in self.ordinary or key in self.interface or key in self.closed or len(key) == 1:
            return True
        stem, mark, tail = key.partition("'")
        if not mark or tail not in _CLITICS:
            return False
        negated = tail == "t" and stem.endswith("n") and (stem[:-1] in self.closed or stem in _NOT)
        return negated or stem in self.ordinary or stem in self.interface

    def derived(self, key: str, *, capital: bool) -> bool:
        """Say whether a word that is on no list comes from ordinary ones: `unfollowed`, `liftoff`.

        Args:
            key: the folded word.
            capital: True where it is written with a capital; then only plain endings count.
        """
        if self.french or len(key) > _LONGEST or key in self.names:
            return False
        for ending, instead in _FIRM_ENDINGS if capital else _ENDINGS:
            if key.endswith(ending) and self._known(key[: -len(ending)] + instead):
                return True
        return not capital and (self._begun(key) or self._compound(key))

    def _known(self, key: str) -> bool:
        return len(key) >= _SHORTEST_STEM and (key in self.ordinary or key in self.interface)

    def _begun(self, key: str) -> bool:
        return any(key.startswith(one) and self._known(key[len(one) :]) for one in _BEGINNINGS)

    def _compound(self, key: str) -> bool:
        cuts = range(_SHORTEST_STEM, len(key) - _SHORTEST_STEM + 1)
        return any(self._known(key[:cut]) and self._known(key[cut:]) for cut in cuts)

    def also_name(self, key: str) -> bool:
        """Say whether an ordinary word is also somebody's name (Will, Grant, May)."""
        return key in self.names


def load_words(extra: frozenset[str] = frozenset()) -> Words:
    """Read the lists; `extra` is a customer's own vocabulary.

    Raises:
        EngineUnready: a list is missing or cannot be read.
    """
    interface = _lines(_VOCABULARY) | extra
    return Words(_lines(_LEXICON), _lines(_NAMES), interface, _lines(_CLOSED), _lines(_MENU))


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
