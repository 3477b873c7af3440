"""Working, idle, paused, withdrawn, refused: on the wire nobody can tell which.

Five agents run against the server's own code, with real signatures, leases and sealed batches,
over many windows. Two classifiers learn from what is seen (moments, bytes, statuses) and are
asked about windows that they have not seen: they must do no better than guessing.
"""

import random
from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import pairwise
from statistics import mean, pstdev

import pytest
from django.conf import settings

from capture.agent import uploader
from capture.agent.state_folder import StateFolder
from capture.ingest import waiting_app
from capture.ingest.waiting_app import PATH
from capture.protocol.messages import Reply
from governance import clock
from governance.consent import decisions, pauses
from governance.purposes.facts import Hours
from redaction.models import InboxBatch
from tests import factories
from tests.capture.protocol.making import episode
from tests.promises import wire

STATES = ("working", "idle", "paused", "withdrawn", "refused")
WINDOWS = 12
SECONDS = 300.0
SLOT = 60
FOLDS = 5
SEED = 20261128
"""All chance is drawn from it, since by chance alone one of 3,000 runs would seem to tell."""


@pytest.fixture(autouse=True)
def dice(monkeypatch) -> random.Random:
    """Chance of the test and of the product, which is the same in each run."""
    drawn = random.Random(SEED)
    for module in (uploader, waiting_app):
        monkeypatch.setattr(module, "_DICE", drawn)
    return drawn


@pytest.fixture
def people(company, tmp_path, monkeypatch, request):
    """A person with a computer in each of the states."""
    monkeypatch.setattr(settings, "UPLOAD_SLOT", SLOT)
    always = Hours(days=(1, 2, 3, 4, 5, 6, 7), start="00:00", end="24:00", zone="UTC")
    factories.purpose(staff=company.staff, hours=always)
    found = {}
    for state in getattr(request, "param", STATES):
        with clock.shifted(timedelta(days=-30)):
            person = factories.person()
        folder = StateFolder(tmp_path / state)
        at = wire.now()
        wire.enrol(folder, person, at)
        if state != "refused":
            factories.allow(person)
        _settle(folder, at)
        if state == "paused":
            pauses.pause(person.owner, clock.now() + timedelta(days=30))
        if state == "withdrawn":
            decisions.withdraw_all(person)
        if state == "refused":
            for kind in factories.ORDINARY:
                decisions.refuse(person, company.slug, kind)
        _settle(folder, at)
        found[state] = folder, at
    return found


def _settle(folder: StateFolder, at) -> None:
    """Let an agent hear what is so, and answer what is asked."""
    with wire.started(folder, at) as one:
        for _ in range(3):
            one.run(60)
            for question in one.agent.local.now.open_questions:
                one.agent.answer(question.id, Reply.YES)


def work(one: wire.Watched, drawn: random.Random) -> None:
    """What happens at the computer in a minute: a few episodes, of chance size."""
    grants = one.agent.permission.grants_now()
    assert grants, "who works must be recorded, or nothing is compared"
    for _ in range(drawn.choice((1, 2, 6))):
        one.agent.recorder.record(
            episode(
                drawn.randbytes(drawn.randrange(400)).hex(),
                purpose=grants[0].purpose,
                version=grants[0].version,
                epoch=grants[0].epoch,
            )
        )


def windows(
    people, drawn: random.Random, seconds: float = SECONDS
) -> list[tuple[str, list[wire.Call]]]:
    """Watch each agent for many windows, begun at a chance moment after a start."""
    found = []
    for state, (folder, at) in people.items():
        for _ in range(WINDOWS):
            with wire.started(folder, at) as one:
                works = partial(work, drawn=drawn)
                every = works if state == "working" else (lambda _one: None)
                one.run(60 + drawn.randrange(SLOT), every)
                one.wire.seen.clear()
                one.run(seconds, every)
                found.append((state, list(one.wire.seen)))
            if state == "working":
                assert InboxBatch.objects.count() > 1, "nothing was uploaded"
                InboxBatch.objects.all().delete()  # as a worker does
    return found


def features(calls: list[wire.Call]) -> list[float]:
    """What somebody on the wire can measure."""
    measured: list[float] = []
    for of in (lambda c: c.path == PATH, lambda c: c.path != PATH):
        some = [call for call in calls if of(call)]
        gaps = [b.began - a.began for a, b in pairwise(some)] or [0.0]
        held = [call.answered - call.began for call in some] or [0.0]
        measured += [len(some), mean(gaps), pstdev(gaps), max(gaps), mean(held), pstdev(held)]
        for size in ("sent", "received", "status"):
            values = [getattr(call, size) for call in some] or [0]
            measured += [min(values), max(values), sum(values), pstdev(values)]
    return [*measured, len({call.path for call in calls})]


def nearest_centroid(rows, names):
    """Learn the middle of each state, each feature in units of its spread."""
    spread = [pstdev(column) or 1.0 for column in zip(*rows, strict=True)]
    by_state = {state: [] for state in STATES}
    for row, name in zip(rows, names, strict=True):
        by_state[name].append(row)
    middle = {
        state: [mean(column) for column in zip(*mine, strict=True)]
        for state, mine in by_state.items()
        if mine
    }

    def guess(row):
        def far(state):
            return sum(
                ((a - b) / s) ** 2 for a, b, s in zip(row, middle[state], spread, strict=True)
            )

        return min(sorted(middle), key=far)

    return guess


def stump(rows, names):
    """Learn the one feature and threshold that tell most, and what is commonest on each side."""
    best = (-1, lambda _row: names[0])
    for n in range(len(rows[0])):
        for threshold in {row[n] for row in rows}:
            sides = {True: Counter(), False: Counter()}
            for row, name in zip(rows, names, strict=True):
                sides[row[n] > threshold][name] += 1
            says = {side: (c.most_common(1) or [(names[0], 0)])[0] for side, c in sides.items()}
            right = sum(count for _name, count in says.values())
            if right > best[0]:
                best = (right, lambda row, n=n, t=threshold, s=says: s[row[n] > t][0])
    return best[1]


def accuracy(learn, windows_seen, drawn: random.Random, states=STATES) -> float:
    """Learn on four fifths of the windows of these states and ask about the last, in turn."""
    seen = [(state, calls) for state, calls in windows_seen if state in states]
    rows, names = [features(calls) for _state, calls in seen], [state for state, _ in seen]
    order = list(range(len(rows)))
    drawn.shuffle(order)
    right = 0
    for fold in range(FOLDS):
        asked = set(order[fold::FOLDS])
        known = [i for i in order if i not in asked]
        guess = learn([rows[i] for i in known], [names[i] for i in known])
        right += sum(guess(rows[i]) == names[i] for i in asked)
    return right / len(rows)


def sure(states) -> float:
    """Four standard deviations over guessing: what chance reaches once in 30,000 times."""
    chance, asked = 1 / len(states), WINDOWS * len(states)
    return chance + 4 * (chance * (1 - chance) / asked) ** 0.5


def test_what_is_seen_of_five_agents_tells_nothing_of_their_state(people, dice):
    seen = windows(people, dice)
    assert {call.status for _state, calls in seen for call in calls} == {200, 202}
    assert {call.received for _state, calls in seen for call in calls} == {49_152, 512}
    for learn in (nearest_centroid, stump):
        assert accuracy(learn, seen, dice) < sure(STATES), learn.__name__
        for pair in (("working", "refused"), ("idle", "paused"), ("working", "withdrawn")):
            assert accuracy(learn, seen, dice, pair) < sure(pair), (learn.__name__, pair)


@pytest.mark.parametrize("people", [("working", "refused")], indirect=True)
def test_the_classifiers_see_agents_that_send_only_what_they_have(people, dice, monkeypatch):
    def silent(self):
        with self._parts.spool.held():
            if self._batch() is None:
                return
        send(self)

    send = uploader.Uploader._send
    monkeypatch.setattr(uploader.Uploader, "_send", silent)
    seen = windows(people, dice, 120.0)
    for learn in (nearest_centroid, stump):
        assert accuracy(learn, seen, dice, ("working", "refused")) >= sure(("working", "refused"))
