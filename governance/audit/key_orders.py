"""What an administrator orders for the key of the log, carried out by the sequencer.

No other process can touch that key. An order is a row; its answer is written into it.
"""

import logging
from collections.abc import Callable

from governance.audit import begun_again, key_entries
from governance.errors import Refusal
from governance.keys import rotation
from governance.keys.models import KeyOrder, SigningKey
from governance.signing import Use

log = logging.getLogger(__name__)


def place(act: str, key: str = "") -> int:
    """Leave an order and return its number; answered ones of before are taken away."""
    KeyOrder.objects.exclude(answer="").delete()
    return KeyOrder.objects.create(act=act, key=key).pk


def answer(number: int) -> str:
    """Return the answer to an order: the id of a key or the code of a refusal; "" while none."""
    return KeyOrder.objects.filter(pk=number).values_list("answer", flat=True).first() or ""


def carry_out() -> None:
    """Do what was ordered, in the sequencer."""
    for order in KeyOrder.objects.filter(answer="").order_by("pk"):
        try:
            said = ACTS[order.act](order).id
        except Refusal as refusal:
            log.warning("an order for the key of the log was refused: %s", refusal.code)
            said = refusal.code
        KeyOrder.objects.filter(pk=order.pk).update(answer=said)


def _lost(_order: KeyOrder) -> SigningKey:
    """Replace the key; cut off in between, the order is still there and replaces it again."""
    new = rotation.lost(Use.LOG)
    begun_again.after_loss(key_entries.subject_of(new))
    return new


ACTS: dict[str, Callable[[KeyOrder], SigningKey]] = {
    "rotate": lambda _order: rotation.rotate(Use.LOG),
    "retire": lambda order: rotation.retire(order.key),
    "lost": _lost,
}
