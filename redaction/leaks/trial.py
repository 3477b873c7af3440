"""One test of the masks: about a thousand planted values through the engine of the worker."""

from collections.abc import Iterator, Sequence
from itertools import islice
from secrets import SystemRandom
from time import process_time

from redaction import engines
from redaction.engine import Directory
from redaction.engine.lists import load_words
from redaction.leaks import carriers
from redaction.leaks.carriers import Frame, Planted
from redaction.leaks.plants import Planter
from redaction.leaks.scoring import Score

PLANTED = 1_000
SECONDS = 50.0
"""Of CPU time; what was tested until then counts."""
_AT_ONCE = 40
_STORED_SHARE = 0.3


def run(
    language: str, directory: Directory, stored: Sequence[Sequence[Frame]], draw: SystemRandom
) -> Score:
    """Plant, redact as a batch is redacted, and count.

    Args:
        language: two letters.
        directory: the look-up of the company's people; no planted name is in it.
        stored: redacted texts of stored episodes with their masks.
        draw: chance; nobody can foresee it but in tests.

    Raises:
        redaction.engine.RedactionFailed: the engine failed; there is no result then.
    """
    planter = Planter(draw, language, load_words(), directory.words)
    waiting, score, begun = _episodes(planter, stored), Score(), process_time()
    while score.planted < PLANTED and process_time() - begun < SECONDS:
        some = list(islice(waiting, _AT_ONCE))
        answers = engines.engine().redact_batch([one.texts for one in some], directory)
        score.add(some, answers)
    return score


def _episodes(planter: Planter, stored: Sequence[Sequence[Frame]]) -> Iterator[Planted]:
    """Yield some of what is stored, mixed with ours, without end."""
    left = list(carriers.with_gaps(stored))
    planter.draw.shuffle(left)
    for frames in carriers.own(planter.language, planter.draw):
        if left and planter.draw.random() < _STORED_SHARE:
            yield carriers.filled(left.pop(), planter, stored=True)
        else:
            yield carriers.filled(frames, planter, stored=False)
