"""Opening what is held: an outside order, the representative and compliance, all three at once.

An officer begins it with the order; a representative brings their share within 24 hours; an
officer brings their own share and the one of the court or authority. Each opening is in the log,
and the person, both who placed the hold and every representative are told.
"""

import hmac
import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, record
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.holdings.registry import Scope
from governance.holds import acts, keeping, letters, matters, outflow, queries, shares
from governance.holds.errors import (
    EmployersMatter,
    HoldNotThere,
    MatterIncomplete,
    NotAgreed,
    RoleCannotHold,
    ShareFetched,
    ShareWrong,
)
from governance.holds.models import (
    Holder,
    HoldOpening,
    HoldShare,
    HoldState,
    LegalHold,
)
from governance.holds.store_key import OPENING, StoreKey
from governance.keys import ring

LASTS = timedelta(hours=24)


def fetch_share(hold_id: uuid.UUID, holder: Holder, by: User) -> str:
    """Hand a share out, once; from then on its hash alone is here.

    Who proposed takes the one of compliance, who confirmed the one for the court or authority,
    so that neither of them ever has two.

    Raises:
        HoldNotThere: the hold does not stand.
        RoleCannotHold: the share is another's.
        ShareFetched: it has been handed out.
    """
    with transaction.atomic():
        hold = acts.locked(hold_id, HoldState.PLACED)
        if not may_fetch(hold, holder, by):
            raise RoleCannotHold
        share = HoldShare.objects.select_for_update().get(hold=hold, holder=holder)
        if share.sealed is None:
            raise ShareFetched
        try:
            raw = StoreKey(hold.pk, holder).open(share.sealed, "share")
        except ring.KeyGone:
            raise ShareFetched from None
        share.sealed, share.fetched_on = None, clock.today()
        share.save(update_fields=["sealed", "fetched_on"])
    StoreKey(hold_id, holder).destroy()
    return shares.write(hold_id, holder, raw)


def may_fetch(hold: LegalHold, holder: Holder, user: User) -> bool:
    """Tell whether a share of a hold is a user's to take."""
    if Role.HR in user.roles:
        return False
    if holder == Holder.REPRESENTATIVE:
        placed = (hold.proposed_by_id, hold.confirmed_by_id)
        return Role.REPRESENTATIVE in user.roles and user.pk not in placed
    theirs = hold.proposed_by_id if holder == Holder.COMPLIANCE else hold.confirmed_by_id
    return Role.COMPLIANCE in user.roles and user.pk == theirs


@transaction.atomic
def begin(hold_id: uuid.UUID, order: str, by: User) -> HoldOpening:
    """Ask for an opening, with the order that it rests on; the representative is told.

    Raises:
        HoldNotThere: the hold does not stand.
        HrPlacesNone, RoleCannotHold, NotAboutOneself: the user may not.
        MatterIncomplete: no order is named, or too long.
        EmployersMatter: it speaks of dismissal, performance or discipline.
    """
    hold = acts.locked(hold_id, HoldState.PLACED)
    acts.officer(by, hold.owner)
    if not order.strip() or len(order) > acts.LONGEST:
        raise MatterIncomplete("order")
    if found := matters.refused(order):
        raise EmployersMatter(*found, "order")
    HoldOpening.objects.filter(hold=hold, opened_on=None).delete()
    sealed = StoreKey(hold.pk).seal(order.strip().encode(), "order")
    opening = HoldOpening.objects.create(
        hold=hold, order_sealed=sealed, asked_by=by, asked_at=clock.now()
    )
    _note(hold, by, Role.COMPLIANCE, "asked")
    letters.owe(hold, "asked", letters.PERSON_AND_KNOWS)
    return opening


@transaction.atomic
def agree(opening_id: uuid.UUID, file: bytes, by: User) -> None:
    """Bring the representative's share, which lies sealed until the opening or for 24 hours.

    Raises:
        HoldNotThere: there is no such opening, or its day has passed.
        RoleCannotHold: no representative, or one of those who placed the hold.
        ShareWrong: another file.
    """
    opening = _open_one(opening_id)
    hold = opening.hold
    if not may_fetch(hold, Holder.REPRESENTATIVE, by) or by.pk == opening.asked_by_id:
        raise RoleCannotHold
    share = _checked(hold, Holder.REPRESENTATIVE, file)
    key = StoreKey(hold.pk, OPENING)
    if key.gone:
        key.make()
        hold.opening_keys += 1
        hold.save(update_fields=["opening_keys"])
    opening.agreed_by, opening.share_sealed = by, key.seal(share, str(opening.pk))
    opening.save(update_fields=["agreed_by", "share_sealed"])
    _note(hold, by, Role.REPRESENTATIVE, "agreed")


def open_held(opening_id: uuid.UUID, files: Mapping[Holder, bytes], by: User) -> Iterator[bytes]:
    """Open what is held, with what still lies in its place, as a ZIP for the court or authority.

    All is checked and noted before this returns; the parts of the ZIP are made one by one as they
    are asked for, so that nothing lies on a disk in the open and few rows lie in memory. What is
    still in its place is taken into the hold first, so that an opening gives all that the hold
    covers. A ZIP that breaks off lacks its end, so no program takes it for the whole.

    Raises:
        HoldNotThere: there is no such opening, or its day has passed.
        HrPlacesNone, RoleCannotHold, NotAboutOneself: the user may not.
        NotAgreed: the representative has not brought their share.
        ShareWrong: a share is missing or does not fit.
    """
    with transaction.atomic():
        opening = _open_one(opening_id)
        hold = opening.hold
        acts.officer(by, hold.owner)
        key = StoreKey(hold.pk, OPENING)
        if opening.share_sealed is None or key.gone:
            raise NotAgreed
        brought = {Holder.REPRESENTATIVE: key.open(opening.share_sealed, str(opening.pk))}
        for holder in (Holder.COMPLIANCE, Holder.OUTSIDE):
            brought[holder] = _checked(hold, holder, files.get(holder, b""))
        private = shares.join(brought)
        for purpose in hold.purposes:
            keeping.keep(Scope(owner=hold.owner, purpose=purpose))
        index, keys = _index(hold, opening), _keys(hold, private)
        opening.share_sealed, opening.opened_on = None, clock.today()
        opening.save(update_fields=["share_sealed", "opened_on"])
        hold.opened = [*hold.opened, clock.today().isoformat()]
        hold.save(update_fields=["opened"])
        _note(hold, by, Role.COMPLIANCE, "opened")
        letters.owe(hold, "opened", letters.EVERYBODY)
    key.destroy()
    return outflow.zipped(hold.pk, index, keys)


def order_of(opening: HoldOpening) -> str:
    """Return the order that an opening rests on."""
    try:
        return StoreKey(opening.hold_id).open(opening.order_sealed, "order").decode()
    except ring.KeyGone:
        return ""


def running(hold: LegalHold) -> HoldOpening | None:
    """Return the opening of a hold that was begun and whose day has not passed."""
    rows = HoldOpening.objects.filter(hold=hold, opened_on=None)
    return rows.filter(asked_at__gte=clock.now() - LASTS).order_by("-asked_at").first()


def forget_old() -> int:
    """Forget openings, and the shares in them, whose 24 hours have passed; return how many."""
    old = HoldOpening.objects.filter(opened_on=None, asked_at__lt=clock.now() - LASTS)
    holds = list(old.values_list("hold_id", flat=True))
    with transaction.atomic():
        gone, _ = old.delete()
    for hold_id in holds:
        StoreKey(hold_id, OPENING).destroy()
    return gone


def _open_one(opening_id: uuid.UUID) -> HoldOpening:
    """Return an opening that was begun less than 24 hours ago, its hold locked."""
    found = HoldOpening.objects.filter(pk=opening_id).values_list("hold_id", flat=True).first()
    if found is None:
        raise HoldNotThere
    hold = acts.locked(found, HoldState.PLACED)
    rows = HoldOpening.objects.filter(pk=opening_id, opened_on=None)
    opening = rows.filter(asked_at__gte=clock.now() - LASTS).first()
    if opening is None:
        raise HoldNotThere
    opening.hold = hold
    return opening


def _checked(hold: LegalHold, holder: Holder, file: bytes) -> bytes:
    share = shares.read(file, hold.pk, holder)
    kept = HoldShare.objects.get(hold=hold, holder=holder)
    if not hmac.compare_digest(shares.digest(share), kept.sha256):
        raise ShareWrong(holder)
    return share


def _index(hold: LegalHold, opening: HoldOpening) -> dict[str, object]:
    """Return what the file says of itself; the list of its rows comes at its end."""
    text, person = queries.text_of(hold), queries.person_of(hold.owner)
    return {
        "type": "sayso-held/1",
        "hold": str(hold.pk),
        "matter": hold.matter,
        "ordered_by": text.outside,
        "reference": text.reference,
        "order": order_of(opening),
        "person": person.name if person else None,
        "opened": clock.today().isoformat(),
    }


def _keys(hold: LegalHold, private: X25519PrivateKey) -> dict[uuid.UUID, bytes]:
    """Return the key of each taking, all of them before anything goes out.

    Raises:
        ShareWrong: the shares make another key.
    """
    found = {}
    for row in hold.keys.all():
        sealed = StoreKey(hold.pk).open(row.sealed, f"taking|{row.pk}")
        bound = keeping.binding(hold.pk, row.pk)
        try:
            found[row.pk] = keeping.SUITE.decrypt(sealed, private, bound)
        except (InvalidTag, ValueError):
            raise ShareWrong from None
    return found


def _note(hold: LegalHold, by: User, role: Role, step: str) -> None:
    about = About(hold.owner, details={"hold": str(hold.pk), "step": step})
    record(Act.HOLD_OPENED, actor_of(by, role), about)
