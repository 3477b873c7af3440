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
        day = clock.today().isoformat()
        name = f"{checkpoints.origin()}/restored-{day}-{secrets.token_hex(3)}"
        _note(name)
        for folder in (settings.OUTSIDE_DIR, settings.CHECKPOINTS_COPY):
            if folder:
                _put_aside(Path(folder))
        sequencer.catch_up()
        return name
    _note("")
    return ""


@transaction.atomic
def _note(name: str) -> None:
    if name:
        AuditTree.objects.update_or_create(pk=1, defaults={"origin": name})
    record(Act.DATABASE_RESTORED, SYSTEM, About())


def _put_aside(folder: Path) -> None:
    history = folder / outside.HISTORY
    if history.exists():
        history.replace(folder / f"checkpoints.before-restore-{secrets.token_hex(4)}.jsonl")
