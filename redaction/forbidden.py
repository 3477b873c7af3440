"""Names and aliases that must never appear. Compliance enters them; nobody ever sees them again.

Each word about a name has the same effect to the eye, whether or not the name was on the list:
all that is stored is gone over again. So nobody can ask the list anything.
"""

import hashlib
import hmac
import re
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.audit.acts import Act
from governance.audit.record import About, Actor, record
from governance.errors import Refusal
from redaction import edition, engines
from redaction.engine import Aliases
from redaction.engine.directory import LONGEST_ALIAS
from redaction.engine.fold import fold, keys_of
from redaction.models import Edition, ForbiddenName

LONGEST = 120
SHORTEST = 3
_UNFIT = re.compile(r"[\d_]")


class NameUnfit(Refusal):
    """What was entered is no name that the engine can look for."""

    code = "name-unfit"
    status = 422
    message = _("This cannot be looked for as a name.")
    remedy = _("Enter one to four words of letters, three letters or more in all.")


@transaction.atomic
def forbid(name: str, actor: Actor) -> None:
    """Put a name on the list; what is stored is redacted again.

    Raises:
        NameUnfit: it is no name of one to four words.
    """
    digest, other = _digests(name)
    _next_edition()
    ForbiddenName.objects.get_or_create(digest=digest, defaults={"other": other})
    record(Act.NAME_FORBIDDEN, actor, About())


@transaction.atomic
def allow(name: str, actor: Actor) -> None:
    """Take a name off the list, if it is on it. What was removed stays removed.

    Raises:
        NameUnfit: it is no name of one to four words.
    """
    digest, _other = _digests(name)
    _next_edition()
    ForbiddenName.objects.filter(digest=digest).delete()
    record(Act.NAME_ALLOWED, actor, About())


def about() -> int | None:
    """Return in tens how many names the list held when the week began; None for fewer than ten.

    What is entered during a week does not move it, so that nobody learns whether a name was new.
    """
    row = Edition.objects.filter(pk=edition.ROW).first()
    this_week = row is not None and row.counted_week == clock.week_of(clock.today())
    held = row.counted if row and this_week else ForbiddenName.objects.count()
    return held // 10 * 10 or None


def _next_edition() -> None:
    row, week = edition.held(), clock.week_of(clock.today())
    if row.counted_week != week:
        row.counted_week, row.counted = week, ForbiddenName.objects.count()
    row.names = uuid.uuid4()
    row.save(update_fields=["counted_week", "counted", "names"])


def _digests(name: str) -> tuple[str, str]:
    """Hash a name as it is cut at every sign, and as it is written: `O'Brien` is two words or one.

    Raises:
        NameUnfit: it is no name of one to four words.
    """
    text = fold(name[: LONGEST + 1]).text.strip()
    words = keys_of(text)
    long_enough = sum(map(len, words)) >= SHORTEST and len(name) <= LONGEST
    if not long_enough or not 1 <= len(words) <= LONGEST_ALIAS or _UNFIT.search(text):
        raise NameUnfit
    key = engines.key_of_names()
    whole = hmac.digest(key, " ".join(words).encode(), hashlib.sha256)
    return Aliases.digest(key, text).hex(), whole.hex()
