"""A model of the storing protocol: one person, a device, two workers, a sweeper, an eraser.

Each step is what one process does between two moments at which another can come in, or die. What
a transaction does at its end is one step; what it has locked until then, others wait for. Names
follow `redaction.inbox`, `redaction.storing`, `governance.consent` and `governance.erasure.run`.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

TRIES = 2
LAST_EPOCH = 2
BEGUN, KEYS_GONE, ROWS_GONE, DONE = "begun", "keys gone", "rows gone", "done"
AFTER = {BEGUN: KEYS_GONE, KEYS_GONE: ROWS_GONE}
Work = tuple[str, int, int, bool]
IDLE: Work = ("idle", 0, 0, False)


class Row(NamedTuple):
    """A row of the inbox."""

    id: int
    batch: int
    epoch: int
    tries: int = 0
    claimed: bool = False
    aside: bool = False


class Stored(NamedTuple):
    """A row of the store; a key is (epoch, number)."""

    batch: int
    key: tuple[int, int]


class State(NamedTuple):
    """Both databases, what each process is doing, and what only the reader of the model knows.

    `recorded` is the epoch in which each batch was recorded, 0 before. `doors` are requests that
    were found good and have not been kept. `workers` are (step, row, batch, allowed), in
    no order, since they are alike. `erasing` is the
    epoch whose step has been done and not been noted. `ever`, `accepted`, `erased`, `acts` and
    `late` are known to nobody but the reader; `crashes`, `pauses` and `slow` bound the search.
    """

    recorded: tuple[int, ...]
    crashes: int
    epoch: int = 1
    live: bool = True
    paused: bool = False
    sends: tuple[int, ...] = ()
    doors: tuple[int, ...] = ()
    inbox: tuple[Row, ...] = ()
    rows_made: int = 0
    workers: tuple[Work, ...] = (IDLE, IDLE)
    keys: frozenset[tuple[int, int]] = frozenset()
    store: tuple[Stored, ...] = ()
    erasures: tuple[tuple[int, str], ...] = ()
    erasing: int = 0
    failures: frozenset[int] = frozenset()
    ever: tuple[Stored, ...] = ()
    accepted: frozenset[int] = frozenset()
    erased: frozenset[int] = frozenset()
    acts: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()
    late: bool = False
    pauses: int = 1
    slow: int = 1


class Protocol:
    """The steps, and the promises; `without` names the guard that a mutant lacks."""

    def __init__(self, without: str = "", batches: int = 1, crashes: int = 2) -> None:
        self.without = without
        self.first = State((0,) * batches, crashes, sends=(0,) * batches)

    def moves(self, s: State) -> Iterator[tuple[str, State]]:
        """Yield everything that can happen next."""
        yield from self._person(s)
        yield from self._device(s)
        for which in range(len(set(s.workers))):  # sorted: two that do the same are together
            yield from self._worker(s, s.workers.index(sorted(set(s.workers))[which]))
        yield from self._sweeper(s)
        yield from self._eraser(s)

    def _person(self, s: State) -> Iterator[tuple[str, State]]:
        if not s.live and s.epoch <= LAST_EPOCH:
            yield "grant again", _act(s._replace(live=True), "given")
        if s.live and not self._consent_held(s):
            ended = s._replace(live=False, epoch=s.epoch + 1)
            ended = ended._replace(erasures=(*s.erasures, (s.epoch, BEGUN)))
            yield "withdraw", _act(ended, "withdrawn", noted=not self._without("the audit row"))
        if s.paused:
            yield "resume", s._replace(paused=False)
        elif s.pauses and 0 in s.recorded:
            yield "pause", s._replace(paused=True, pauses=s.pauses - 1)

    def _device(self, s: State) -> Iterator[tuple[str, State]]:
        for batch, epoch in enumerate(s.recorded):
            if not epoch and s.live and not s.paused:
                yield f"record {batch}", s._replace(recorded=_with(s.recorded, batch, s.epoch))
            if epoch and s.sends[batch] < 2 and s.live and s.epoch == epoch:
                sent = s._replace(sends=_with(s.sends, batch, s.sends[batch] + 1))
                yield f"send {batch}", sent._replace(doors=tuple(sorted((*s.doors, batch))))
        for batch in sorted(set(s.doors)):
            yield f"keep {batch}", self._keep(s, batch)
            if s.crashes:
                left = _less(s.doors, batch)
                yield f"the request of {batch} dies", s._replace(doors=left, crashes=s.crashes - 1)

    def _keep(self, s: State, batch: int) -> State:
        after = s._replace(doors=_less(s.doors, batch))
        if batch in s.accepted and not self._without("the idempotency key"):
            return after  # the mark on the device's row, and one row a number
        row = Row(s.rows_made, batch, s.recorded[batch])
        after = after._replace(rows_made=s.rows_made + 1, inbox=(*s.inbox, row))
        return after._replace(accepted=s.accepted | {batch})

    def _worker(self, s: State, which: int) -> Iterator[tuple[str, State]]:
        step, row_id, _batch, _allowed = s.workers[which]
        if step == "idle":
            free = [row for row in s.inbox if not row.claimed and not row.aside]
            yield from ((f"a worker claims {row.batch}", _claim(s, which, row)) for row in free)
            return
        if s.crashes:
            dead = _works(s._replace(crashes=s.crashes - 1), which, IDLE)
            yield f"a worker dies after it was {step}", dead
            if step == "claimed":
                yield "a worker fails", _retry(dead, row_id)
        if step == "claimed" and not self._consent_held(s):
            yield "a worker holds consent", self._hold(s, which)
        elif step == "held":
            yield from self._hold_row(s, which)
        elif step in ("rowed", "keyed"):
            yield from self._store(s, which)

    def _hold(self, s: State, which: int) -> State:
        _step, row_id, batch, _allowed = s.workers[which]
        allowed = s.live and s.epoch == s.recorded[batch]
        allowed = allowed or self._without("the epoch comparison")
        return _works(s, which, ("held", row_id, batch, allowed))

    def _hold_row(self, s: State, which: int) -> Iterator[tuple[str, State]]:
        _step, row_id, *rest = s.workers[which]
        there = any(one.id == row_id and not one.aside for one in s.inbox)
        if not there and not self._without("the row that decides"):
            yield "a worker finds no row", _works(s, which, IDLE)
        elif not _row_held(s, row_id):
            yield "a worker holds the row", _works(s, which, ("rowed", row_id, *rest))

    def _store(self, s: State, which: int) -> Iterator[tuple[str, State]]:
        step, row_id, batch, allowed = s.workers[which]
        if step == "rowed" and allowed:
            keyed = _works(_key(s, s.recorded[batch]), which, ("keyed", row_id, batch, True))
            yield "a worker has the key", keyed
        else:
            yield "a worker commits", self._commit(s, which)

    def _commit(self, s: State, which: int) -> State:
        row_id, batch, allowed = s.workers[which][1:]
        epoch = s.recorded[batch]
        after = _works(s, which, IDLE)
        after = after._replace(inbox=tuple(one for one in s.inbox if one.id != row_id))
        if not allowed:
            return after._replace(failures=s.failures | {batch})
        key = max((one for one in s.keys if one[0] == epoch), default=(epoch, -1))
        new = Stored(batch, key)
        late = s.late or not (s.live and s.epoch == epoch)
        return after._replace(store=_add(s.store, new), ever=_add(s.ever, new), late=late)

    def _sweeper(self, s: State) -> Iterator[tuple[str, State]]:
        if self._without("the sweeper"):
            return
        at_work = {row for step, row, _, _ in s.workers if step != "idle"}
        for row in s.inbox:
            if row.aside:
                left = tuple(one for one in s.inbox if one.id != row.id)
                yield (
                    f"{row.batch} is too old",
                    s._replace(inbox=left, erased=s.erased | {row.batch}),
                )
            elif row.claimed and (row.id not in at_work or s.slow):
                slow = s.slow - (row.id in at_work)
                yield (
                    f"the claim of {row.batch} ends",
                    _set(s, row, claimed=False)._replace(slow=slow),
                )

    def _eraser(self, s: State) -> Iterator[tuple[str, State]]:
        if s.erasing:
            state = dict(s.erasures)[s.erasing]
            noted = tuple((e, AFTER[x] if e == s.erasing else x) for e, x in s.erasures)
            yield f"note {AFTER[state]}", s._replace(erasing=0, erasures=noted)
            if s.crashes:
                yield "the eraser dies", s._replace(erasing=0, crashes=s.crashes - 1)
            return
        for epoch, state in s.erasures:
            first = self._without("keys before rows")
            if state == DONE:
                continue
            if state == ROWS_GONE:
                yield from self._settle(s, epoch)
            elif (state == BEGUN) != first:
                gone = frozenset(key for key in s.keys if key[0] != epoch)
                yield "destroy the keys", s._replace(keys=gone, erasing=epoch)
            elif not any(_row_held(s, one.id) for one in s.inbox if one.epoch == epoch):
                yield "delete the rows", _delete(s, epoch)._replace(erasing=epoch)

    def _settle(self, s: State, epoch: int) -> Iterator[tuple[str, State]]:
        if any(one.epoch == epoch for one in s.inbox) or any(
            one.key[0] == epoch for one in s.store
        ):
            return
        if any(key[0] == epoch for key in s.keys):
            gone = frozenset(key for key in s.keys if key[0] != epoch)
            yield "destroy one more key", s._replace(keys=gone)
            return
        done = tuple((e, DONE if e == epoch else x) for e, x in s.erasures)
        yield "certify", _act(s._replace(erasures=done), "erased")

    def _without(self, guard: str) -> bool:
        return self.without == guard

    def _consent_held(self, s: State) -> bool:
        held = any(step in ("held", "rowed", "keyed") for step, *_ in s.workers)
        return held and not self._without("the lock")


def wrong(s: State) -> str:
    """Return which promise a state breaks; "" where it breaks none."""
    return next((words for words, broken in BROKEN.items() if broken(s)), "")


def _twice(s: State) -> bool:
    stored = [one.batch for one in s.ever]
    return len(set(stored)) < len(stored)


def _lost(s: State) -> bool:
    found = {row.batch for row in s.inbox} | {one.batch for one in s.ever}
    return bool(s.accepted - found - s.failures - s.erased)


def _unreadable(s: State) -> bool:
    going = {epoch for epoch, state in s.erasures if state != DONE}
    return any(one.key not in s.keys and one.key[0] not in going for one in s.store)


def _untrue(s: State) -> bool:
    left = {one.key[0] for one in s.store} | {key[0] for key in s.keys}
    return any(state == DONE and epoch in left for epoch, state in s.erasures)


BROKEN: dict[str, Callable[[State], bool]] = {
    "something is stored for a dead epoch": lambda s: s.late,
    "something is stored twice": _twice,
    "something that was accepted is lost": _lost,
    "something that is stored opens for nobody": _unreadable,
    "an older copy opens what is deleted": lambda s: any(
        one.key in s.keys for one in s.ever if one not in s.store
    ),
    "a certificate says what is not true": _untrue,
    "the audit log does not match the acts": lambda s: s.acts != s.audit,
}


def at_rest(s: State) -> bool:
    """Tell whether nothing waits for anybody."""
    done = all(state == DONE for _, state in s.erasures)
    return done and not s.inbox and not s.doors and s.workers == (IDLE, IDLE)


def _act(s: State, act: str, *, noted: bool = True) -> State:
    audit = tuple(sorted((*s.audit, act))) if noted else s.audit
    return s._replace(acts=tuple(sorted((*s.acts, act))), audit=audit)


def _works(s: State, which: int, doing: Work) -> State:
    return s._replace(workers=tuple(sorted(_with(s.workers, which, doing))))


def _claim(s: State, which: int, row: Row) -> State:
    if row.tries >= TRIES:
        return _set(s, row, aside=True)
    claimed = _set(s, row, claimed=True, tries=row.tries + 1)
    return _works(claimed, which, ("claimed", row.id, row.batch, False))


def _retry(s: State, row_id: int) -> State:
    for row in s.inbox:
        if row.id == row_id and not row.aside and not _row_held(s, row_id):
            return _set(s, row, claimed=False, aside=row.tries >= TRIES)
    return s


def _key(s: State, epoch: int) -> State:
    if any(key[0] == epoch for key in s.keys):
        return s
    used = [one.key[1] for one in s.ever if one.key[0] == epoch]
    return s._replace(keys=s.keys | {(epoch, max(used, default=0) + 1)})


def _delete(s: State, epoch: int) -> State:
    gone = {one.batch for one in s.inbox if one.epoch == epoch}
    return s._replace(
        inbox=tuple(one for one in s.inbox if one.epoch != epoch),
        store=tuple(one for one in s.store if one.key[0] != epoch),
        erased=s.erased | gone,
    )


def _row_held(s: State, row_id: int) -> bool:
    return any(step in ("rowed", "keyed") and row == row_id for step, row, _, _ in s.workers)


def _set(s: State, row: Row, **changed) -> State:
    rows = tuple(one._replace(**changed) if one.id == row.id else one for one in s.inbox)
    return s._replace(inbox=rows)


def _with(values: tuple, index: int, value) -> tuple:
    return (*values[:index], value, *values[index + 1 :])


def _less(values: tuple[int, ...], value: int) -> tuple[int, ...]:
    index = values.index(value)
    return values[:index] + values[index + 1 :]


def _add(values: tuple[Stored, ...], new: Stored) -> tuple[Stored, ...]:
    return tuple(sorted((*values, new)))
