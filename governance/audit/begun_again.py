"""After a restore the log goes on under another name, and the old checkpoints stay as they are.

A restored log has lost its newest entries, which checkpoints outside still name. To go on under
the old name would be a fork. So the log gets a new name, the history so far is put aside, where
it proves what was lost, and an entry says that it happened.
"""

import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from governance import clock
from governance.audit import checkpoints, outside, sequencer
from governance.audit.acts import Act
from governance.audit.models import AuditTree
from governance.audit.record import SYSTEM, About, record


def begin_again() -> str:
    """Note a restore in the log; where it was rolled back, let it go on under a new name.

    It can be interrupted and done again: the name comes before the history is put aside.

    Returns:
        The new name; "" where nothing was lost.
    """
    try:
        sequencer.catch_up()
    except sequencer.Blocked:
        return _under_new_name("restored", "before-restore", Act.DATABASE_RESTORED)
    _note("", Act.DATABASE_RESTORED)
    return ""


def after_loss(subject: str) -> str:
    """Let the log go on under a new name, since its key was lost or is known to others.

    Whoever found the key can write checkpoints of the old name for ever; of the new one, none.

    Args:
        subject: the key that signs from now on, `log:KEY ID`.

    Returns:
        The new name.
    """
    return _under_new_name("key-lost", "before-key-loss", Act.LOG_RENAMED, subject)


def _under_new_name(why: str, aside: str, act: Act, subject: str = "") -> str:
    """Go on under a new name; the name comes before the history is put aside."""
    name = f"{checkpoints.origin()}/{why}-{clock.today().isoformat()}-{secrets.token_hex(3)}"
    _note(name, act, subject)
    for folder in (settings.OUTSIDE_DIR, settings.CHECKPOINTS_COPY):
        if folder:
            _put_aside(Path(folder), aside)
    sequencer.catch_up()
    return name


@transaction.atomic
def _note(name: str, act: Act, subject: str = "") -> None:
    if name:
        AuditTree.objects.update_or_create(pk=1, defaults={"origin": name})
    record(act, SYSTEM, About(subject=subject))


def _put_aside(folder: Path, aside: str) -> None:
    history = folder / outside.HISTORY
    if history.exists():
        history.replace(folder / f"checkpoints.{aside}-{secrets.token_hex(4)}.jsonl")
