"""French words: from the tables of the French model itself, and a short list of ours.

The model's package brings spaCy's lemma tables (MIT). They hold most forms as hashes alone, so
endings are tried on the base forms and kept where the table knows the hash. No file of the
package is copied; without it there is no French.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.lookups import Lookups

from redaction.engine.errors import EngineUnready
from redaction.engine.fold import plain_key
from redaction.engine.lists import DATA, Words

_FILE = "french.txt"
_TABLES = Path("lemmatizer") / "lookups"
_VERB_ENDINGS = re.findall(
    r"\w+", "e es ons ez ent ais ait ions iez aient ant é ée és ées era eras erai erez erons eront"
)
_OTHER_ENDINGS = ("s", "x", "e", "es")


def load_words(model: Path, english: Words) -> Words:
    """Return the French words of an installed model whose files were compared.

    A word that is a name as well is not ordinary unless `french.txt` says that it is common: in
    small letters it goes, since no table tells how often it is which.

    Args:
        model: folder of the model.
        english: gives names and names of applications.

    Raises:
        EngineUnready: a table or the list cannot be read.
    """
    own = _own()
    try:
        forms = _forms(Lookups().from_disk(model / _TABLES))
    except (OSError, ValueError, KeyError):
        raise EngineUnready("The tables of the French model cannot be read.") from None
    ordinary = frozenset(plain_key(form) for form in forms) - english.names
    return Words(
        ordinary=ordinary | own["common"],
        names=english.names,
        interface=english.interface | own["interface"],
        closed=own["closed"],
        menu=own["menu"],
        french=True,
    )


def _forms(tables: Lookups) -> Iterator[str]:
    known = tables.get_table("lemma_lookup")
    bases = {word for words in tables.get_table("lemma_index").values() for word in words}
    listed = {word for words in tables.get_table("lemma_exc").values() for word in words}
    yield from filter(_plain, bases | listed)
    for base in filter(_plain, bases):
        for form in _bent(base):
            if form in known:
                yield form


def _bent(base: str) -> Iterator[str]:
    for ending in _OTHER_ENDINGS:
        yield base + ending
    if base.endswith("er"):
        for ending in _VERB_ENDINGS:
            yield base[:-2] + ending


def _plain(word: str) -> bool:
    return word.islower() and word.isalpha()


def _own() -> dict[str, frozenset[str]]:
    try:
        lines = (DATA / _FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise EngineUnready(f"The word list {_FILE} cannot be read.") from None
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(name, []).extend(line.split())
    return {key: _keys(words) for key, words in found.items()}


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain_key(word) for word in words)
