"""Where a version stands, in words."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock
from governance.audit.acts import Role
from governance.purposes import queries
from governance.purposes.approvals import roles_needed
from governance.purposes.models import Approval, PurposeVersion, Verdict, VersionState
from pages import languages
from pages.dates import day
from pages.sign import joined

WHO: dict[Role, Promise] = {
    Role.COMPLIANCE: gettext_lazy("compliance"),
    Role.REPRESENTATIVE: gettext_lazy("the employee representative"),
}
STATES: dict[VersionState, Promise] = {
    VersionState.PROPOSED: gettext_lazy("Waiting"),
    VersionState.IN_FORCE: gettext_lazy("In force"),
    VersionState.REFUSED: gettext_lazy("Refused"),
    VersionState.SUPERSEDED: gettext_lazy("Replaced"),
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list."""

    name: str
    url: str
    number: int
    state: str
    late: bool
    suspended: bool
    language: str


def line(
    version: PurposeVersion, page: str, suspended: frozenset[str] = frozenset()
) -> VersionLine:
    """Return a version for a list.

    Args:
        version: not a draft.
        page: name of the address that shows one version.
        suspended: slugs of the purposes that are suspended now.
    """
    running = version.state == VersionState.IN_FORCE
    return VersionLine(
        name=name_of(version),
        url=reverse(page, args=[version.purpose_id, version.number]),
        number=version.number,
        state=state(version),
        late=is_late(version),
        suspended=running and version.purpose_id in suspended,
        language=version.facts.notice(languages.current())[0],
    )


def name_of(version: PurposeVersion) -> str:
    """Return the name of the purpose in the language of the page; of a draft, what there is."""
    if version.state != VersionState.DRAFT:
        return version.facts.notice(languages.current())[1].name
    notices = version.content.get("notices") or {}
    return (notices.get("en") or {}).get("name") or version.purpose_id


def state(version: PurposeVersion) -> str:
    """Say where a version stands."""
    match version.state:
        case VersionState.DRAFT:
            return _("A draft. Nobody else sees it.")
        case VersionState.PROPOSED:
            return _waits(version)
        case VersionState.REFUSED:
            return _refused(version)
        case VersionState.SUPERSEDED:
            return _("Replaced on %(day)s.") % {"day": _day(version.ended_at)}
    return _("In force since %(day)s.") % {"day": _day(version.in_force_at)}


def is_late(version: PurposeVersion) -> bool:
    """Tell whether a version has waited longer than it should; it never starts by itself."""
    by = queries.answer_by(version)
    return version.state == VersionState.PROPOSED and by is not None and by < clock.today()


def missing(version: PurposeVersion) -> list[Role]:
    """Return the roles that have not spoken, compliance first."""
    given = {approval.role for approval in version.approvals.all()}
    needed = roles_needed(version)
    return [role for role in WHO if role in needed and role not in given]


def approved(approval: Approval) -> str:
    """Say who approved or refused, and when."""
    words = {"role": languages.first_capital(who(approval.role)), "day": _day(approval.at)}
    if approval.verdict == Verdict.REFUSED:
        return _("%(role)s refused on %(day)s.") % words
    return _("%(role)s approved on %(day)s.") % words


def who(role: str) -> str:
    """Return what a role is called inside a sentence."""
    return str(WHO.get(Role(role), role))


def _waits(version: PurposeVersion) -> str:
    names = joined([str(WHO[role]) for role in missing(version)])
    by: date | None = queries.answer_by(version)
    words = {"who": names, "day": day(by) if by else ""}
    if is_late(version):
        return _("Waits for %(who)s. An answer was due on %(day)s.") % words
    return _("Waits for %(who)s until %(day)s.") % words


def _refused(version: PurposeVersion) -> str:
    for approval in version.approvals.all():
        if approval.verdict == Verdict.REFUSED:
            return approved(approval)
    return str(STATES[VersionState.REFUSED])


def _day(moment: object) -> str:
    return day(timezone.localdate(moment)) if moment else ""  # type: ignore[arg-type]
