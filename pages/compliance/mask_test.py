"""The last test of the masks in words: what was planted, what stayed, by language and by sort."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pages import dates
from redaction.leaks import estimates
from redaction.leaks.plants import Sort
from redaction.models import LeakEstimate

LANGUAGES: dict[str, Promise] = {
    "en": _l("English"),
    "de": _l("German"),
    "es": _l("Spanish"),
    "ja": _l("Japanese"),
    "zh": _l("Chinese"),
}
SORTS: dict[str, Promise] = {
    Sort.NAME: _l("Names"),
    Sort.EMAIL: _l("E-mail addresses"),
    Sort.PHONE: _l("Telephone numbers"),
    Sort.ACCOUNT: _l("Cards and accounts"),
    Sort.NUMBER: _l("Other numbers"),
    Sort.PASSWORD: _l("Passwords"),
    Sort.TOKEN: _l("Keys of machines"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of either table."""

    label: str
    planted: str
    stayed: str
    between: str = ""
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class MaskTest:
    """The last test under the newest policy that was tested."""

    sentence: str
    carriers: str
    policy: str
    languages: tuple[Line, ...]
    sorts: tuple[Line, ...]
    sorts_title: str


def of() -> MaskTest | None:
    """Return the last test; None before the first."""
    rows = estimates.newest()
    worst = estimates.worst(rows)
    if worst is None:
        return None
    return MaskTest(
        sentence=_sentence(worst),
        carriers=_carriers(rows),
        policy=worst.policy_id[:10],
        languages=tuple(_language(row) for row in rows),
        sorts=tuple(_sort(worst, sort) for sort in SORTS if sort in worst.by_type),
        sorts_title=_("By sort, in %(language)s") % {"language": LANGUAGES[worst.language]},
    )


def _sentence(row: LeakEstimate) -> str:
    words = _(
        "In the test of %(day)s %(stayed)s of %(planted)s planted names, numbers and secrets "
        "stayed (between %(low)s and %(high)s)."
    )
    low, high = estimates.between(row)
    return words % {
        "day": dates.day_and_month(row.day),
        "stayed": dates.number(row.stayed),
        "planted": dates.number(row.planted),
        "low": dates.number(low),
        "high": dates.number(high),
    }


def _carriers(rows: list[LeakEstimate]) -> str:
    if any(row.carriers.get("stored") for row in rows):
        return _("They were planted in sentences of our own and in gaps of stored episodes.")
    return _(
        "They were planted in sentences of our own. Gaps of stored episodes are used where a "
        "purpose allows review samples and ten people have episodes with masks."
    )


def _language(row: LeakEstimate) -> Line:
    low, high = estimates.between(row)
    return Line(
        label=str(LANGUAGES[row.language]),
        planted=dates.number(row.planted),
        stayed=dates.number(row.stayed),
        between=_("%(low)s to %(high)s") % {"low": dates.number(low), "high": dates.number(high)},
        dropped=dates.number(row.withheld),
    )


def _sort(row: LeakEstimate, sort: str) -> Line:
    stayed, planted = row.by_type[sort]
    return Line(str(SORTS[sort]), dates.number(planted), dates.number(stayed))
