"""Checks the proof that a certificate carries: its entry, the tree, the checkpoint, the witnesses.

The keys and the tree's rules are this server's. `verify.py` checks the same without it.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from governance.audit import checkpoints, tree, witnesses
from governance.audit.acts import Act, Outcome
from governance.audit.canonical import leaf_hash
from governance.audit.models import AuditEntry
from governance.audit.record import open_part
from governance.erasure import certificate
from pages import dates
from pages.public import strict

HASH = 32
PARTS = ("checkpoint", "entry", "index", "path")
ENTRY = (
    "act",
    "commitment",
    "day",
    "id",
    "outcome",
    "purpose",
    "random",
    "role",
    "subject",
)
"""Nothing else may stand beside them: no hash would cover it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of a proof found.

    Attributes:
        good: whether all of it holds.
        lines: what holds or does not, each in a sentence.
    """

    good: bool
    lines: tuple[str, ...]


def check(proof: object, fields: Mapping[str, str], lost: date | None = None) -> Found:
    """Return what a proof shows about the certificate that carries it.

    Args:
        proof: as it stands beside the certificate.
        fields: the certificate.
        lost: the day on which the key that signed it was lost; None where it was not.
    """
    try:
        found, day = _checked(strict.only(proof, PARTS), certificate.digest(fields))
        return _before(found, day, lost) if found.good and lost else found
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return Found(False, (_("A part of the proof is missing or cannot be read."),))


def _checked(proof: dict[str, Any], digest: str) -> tuple[Found, date]:
    """Return what was found, and the day of the entry."""
    entry = _entry(proof["entry"])
    return _placed(proof, entry, digest), entry.day


def _before(found: Found, day: date, lost: date) -> Found:
    """Say of what a lost key signed whether the log had it before that day."""
    said = _("The key that signed it was lost on %(day)s. The log had its entry before that day.")
    if day >= lost:
        said = _("The key that signed it was lost on %(day)s. Its entry is not of before that day.")
    return Found(day < lost, (*found.lines, said % {"day": dates.day(lost)}))


def _placed(proof: dict[str, Any], entry: AuditEntry, digest: str) -> Found:
    said = (entry.subject, entry.act, entry.outcome)
    if said != (digest, Act.ERASURE_DONE, Outcome.DONE):
        return Found(False, (_("The entry in the proof is not the entry of this certificate."),))
    names = _("The entry in the proof names this certificate: it was written on %(day)s.")
    lines = [names % {"day": dates.day(entry.day)}]
    try:
        signed = checkpoints.read(proof["checkpoint"], lost_too=False)
    except checkpoints.LineFalse:
        false = _("A line under the checkpoint names a key of this log and does not fit it.")
        return Found(False, (*lines, false))
    except checkpoints.NoteInvalid:
        return Found(False, (*lines, _unsigned(proof["checkpoint"])))
    index, path = strict.whole_number(proof["index"]), strict.hashes(proof["path"], HASH)
    leaf = leaf_hash(open_part(entry), bytes(entry.commitment))
    if tree.root_by_path(index, signed.size, leaf, path) != signed.root:
        return Found(False, (*lines, _("The entry is not in the log of which the proof speaks.")))
    place = _("It has the place %(index)s among the %(size)s entries of the log %(log)s.")
    values = {"index": dates.number(index), "size": dates.number(signed.size)}
    lines.append(place % {**values, "log": signed.origin})
    lines.append(_("The checkpoint is signed by this log."))
    wrong, told = _witnessed(proof["checkpoint"])
    return Found(not wrong, (*lines, *told))


def _unsigned(note: str) -> str:
    """Say why no key stands for a checkpoint: none signed it, or only one that was lost."""
    try:
        checkpoints.read(note)
    except checkpoints.NoteInvalid:
        return _("No key of this log has signed the checkpoint.")
    return _(
        "Only a key of the log that was lost has signed the checkpoint, and whoever has that key "
        "can sign any. Take the certificate again from where it was given out: it then carries a "
        "newer one."
    )


def _witnessed(note: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether a witness's line does not fit, and what the lines show in words.

    A proof that is older than a witness lacks its line: that is said, and is no fault of it. A
    line of its name and of another key is none of its (C2SP signed-note).
    """
    _text, lines = checkpoints.parts(note)
    fine: list[str] = []
    wrong: list[str] = []
    for witness in witnesses.named():
        named = (witness.name, witness.mark)
        mine = [line for line in lines if checkpoints.carried(line, *named) is not None]
        moments = [witnesses.cosigned_at(witness, note, line) for line in mine]
        (wrong if None in moments else fine).append(_of_witness(witness.name, moments))
    return bool(wrong), (*fine, *wrong)


def _of_witness(name: str, moments: list[int | None]) -> str:
    if not moments:
        return _("The witness %(name)s had not signed this checkpoint yet.") % {"name": name}
    known = [at for at in moments if at is not None]
    if len(known) < len(moments):
        return _("The line of the witness %(name)s does not fit its key.") % {"name": name}
    day = dates.day(datetime.fromtimestamp(max(known), UTC).date())
    said = _("The witness %(name)s signed it too, on %(day)s.")
    return said % {"name": name, "day": day}


def _entry(said: object) -> AuditEntry:
    """Read an entry; its number and its day are hashed as they are written, so no other writing."""
    part = strict.texts(said, ENTRY)
    number, day = UUID(part["id"]), date.fromisoformat(part["day"])
    if (str(number), day.isoformat()) != (part["id"], part["day"]):
        raise ValueError("another writing")
    return AuditEntry(
        id=number,
        act=part["act"],
        role=part["role"],
        purpose=part["purpose"],
        outcome=part["outcome"],
        subject=part["subject"],
        day=day,
        random=strict.from_hex(part["random"]),
        commitment=strict.from_hex(part["commitment"]),
    )
