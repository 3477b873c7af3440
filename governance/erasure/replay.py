"""What the deletion ledger says must go again after an older copy of the databases was restored.

Reading it changes nothing. Carrying it out can be interrupted and done again: ids of rows, of
keys and of epochs are random and never come back.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from governance.erasure.begin import begin_erasure
from governance.erasure.models import Erasure
from governance.keys import ring


@dataclass(slots=True)
class Forgotten:
    """What was deleted since the copy was made.

    Attributes:
        rows: ids of single rows.
        retired: ids of keys that were renewed.
        epochs: (owner, purpose, epoch) of stretches of consent that ended whole.
        narrowed: (owner, purpose, epoch, kind) of kinds that were refused.
        weeks: (owner, purpose, epoch, week) whose keys went, by retention or with the last row.
        owners: those of whom a whole purpose, or all purposes, went, and which: "" is all.
        people: those of whom everything went, with their own key.
    """

    rows: set[uuid.UUID] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    epochs: set[tuple[str, str, uuid.UUID]] = field(default_factory=set)
    narrowed: set[tuple[str, str, uuid.UUID, str]] = field(default_factory=set)
    weeks: set[tuple[str, str, uuid.UUID, str]] = field(default_factory=set)
    owners: set[tuple[str, str]] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    devices: set[uuid.UUID] = field(default_factory=set)


def read(lines: Iterable[Mapping[str, str]]) -> Forgotten:
    """Sort the lines of the ledger by what has to be done again."""
    found = Forgotten()
    for line in lines:
        _sort(line, found)
    return found


def _sort(line: Mapping[str, str], found: Forgotten) -> None:
    if "row" in line:
        found.rows.add(uuid.UUID(line["row"]))
    elif "retired" in line:
        found.retired.add(line["retired"])
    elif "person" in line:
        found.people.add(line["person"])
    elif "device" in line:
        found.devices.add(uuid.UUID(line["device"]))
    elif "epoch" not in line:
        found.owners.add((line["owner"], line.get("purpose", "")))
    else:
        place = (line["owner"], line["purpose"], uuid.UUID(line["epoch"]))
        if "kind" in line:
            found.narrowed.add((*place, line["kind"]))
        elif "week" in line:
            found.weeks.add((*place, line["week"]))
        else:
            found.epochs.add(place)


def destroy_weeks(found: Forgotten) -> int:
    """Destroy again the keys of single weeks; return how many went."""
    places = sorted(found.weeks, key=str)
    return sum(ring.destroy(*place) for place in places if ring.in_use(ring.Place(*place)))


def erase_again(found: Forgotten) -> list[Erasure]:
    """Begin again what went whole; consent to it has been withdrawn before."""
    begun = []
    for owner, purpose in sorted(found.owners):
        if owner not in found.people:
            begun.append(begin_erasure(owner, purpose=purpose or None))
    begun += [begin_erasure(owner, everything=True) for owner in sorted(found.people)]
    for owner, purpose, epoch in sorted(found.epochs, key=str):
        if ring.count(owner, purpose, epoch):  # consent was there no more, its keys were
            begun.append(begin_erasure(owner, purpose=purpose, epoch=epoch))
    return begun
