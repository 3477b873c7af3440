"""What the sequencer's process does: every second the log, and every other one its keys."""

from governance.audit import key_entries, key_orders, sequencer, verifying
from governance.keys import rotation, signers
from governance.signing import Use


def sequence() -> None:
    """Give places to the entries that wait; where nothing may be signed, compliance learns it.

    Raises:
        governance.audit.sequencer.Blocked: the checkpoints outside do not fit the database.
    """
    try:
        sequencer.run()
    except sequencer.Blocked:
        verifying.alarm()
        raise


def look_after_keys() -> None:
    """Carry out orders for the log's key, retire what was replaced, enter births and deaths."""
    key_orders.carry_out()
    signers.signing_row(Use.LOG)
    rotation.retire_replaced()
    key_entries.enter()
