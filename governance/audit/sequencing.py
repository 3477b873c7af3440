"""What the sequencer's process does every second."""

from governance.audit import sequencer, verifying


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
