"""A purpose as its person reads it: facts, layers, approvals, versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.audit.acts import Role
from governance.consent.receipts import ReceiptView
from governance.purposes.facts import Facts, NoticeText
from governance.purposes.kinds import NAMES
from governance.purposes.models import Approval, PurposeVersion, Verdict, VersionState
from pages import languages
from pages.employee.answers import day, language
from pages.employee.receipts import decision_sentence
from pages.navigation import ROLE_NAMES
from pages.sign import joined


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the eight facts."""

    term: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class NoticeLanguage:
    """A language in which the notice can be read."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of the full notice."""

    title: str
    note: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of the purpose and what the person answered to it."""

    number: int
    in_force: str
    approved_by: str
    answer: str
    receipt_url: str
    compare_url: str


def facts_of(facts: Facts, shown: str) -> list[Fact]:
    """Return the eight facts in the language of the notice that is shown."""
    text = facts.notice(shown)[1]
    kinds = joined([languages.in_sentence(NAMES[kind]) for kind in facts.kinds])
    what = _("%(kinds)s. You answer for each.") % {"kinds": languages.first_capital(kinds)}
    return [
        Fact(_("What for"), text.what_for, shown),
        Fact(_("What"), what, language()),
        Fact(_("Where"), text.where, shown),
        *_sites(facts),
        Fact(_("Who sees it"), text.who_sees, shown),
        *_review_sample(facts),
        Fact(_("How long"), text.how_long, shown),
        Fact(_("Which model"), text.which_model, shown),
        Fact(_("Never for"), text.never_for, shown),
        Fact(_("If you say no"), text.if_no, shown),
    ]


def _sites(facts: Facts) -> list[Fact]:
    """Say on which sites a browser is recorded, also where that means on none."""
    browsers = [one.name for one in facts.applications if one.frame_suffix is not None]
    if not browsers and not facts.sites:
        return []
    names = {"browsers": joined(browsers), "sites": joined([_site(one) for one in facts.sites])}
    if not facts.sites:
        text = _("No site is listed, so nothing in %(browsers)s is recorded.") % names
    elif not browsers:
        text = _("No browser is listed, so no site is recorded.")
    else:
        text = _(
            "Only in %(browsers)s on %(sites)s. No other page and no private window is recorded, "
            "and nothing where Sayso cannot read the address: a browser started without its "
            "accessibility is not recorded at all."
        )
        text %= names
    return [Fact(_("Sites"), text, language())]


def _site(pattern: str) -> str:
    if not pattern.startswith("*."):
        return pattern
    return _("every site under %(site)s") % {"site": pattern[2:]}


def _review_sample(facts: Facts) -> list[Fact]:
    if not facts.review_sample:
        return []
    text = _(
        "Two people of the company may look at up to %(n)d masked episodes a quarter, to check "
        "the masks. Each look is on your page."
    ) % {"n": facts.review_sample}
    return [Fact(_("Who checks the masks"), text, language())]


def languages_of(facts: Facts, shown: str, page_url: str) -> list[NoticeLanguage]:
    """Return the languages of the notice; none where there is but one."""
    if len(facts.notices) < 2:
        return []
    return [
        NoticeLanguage(code, languages.own_name(code), f"{page_url}?language={code}", code == shown)
        for code in sorted(facts.notices)
    ]


def not_in_your_language(facts: Facts, shown: str) -> str:
    """Say where the notice does not exist in the language of the page, and which one is shown."""
    if language() in facts.notices:
        return ""
    names = {"wanted": languages.name_here(language()), "shown": languages.name_here(shown)}
    return _("This notice is not available in %(wanted)s; you see it in %(shown)s.") % names


def layers_of(text: NoticeText) -> list[Layer]:
    """Return the layers of the full notice."""
    return [
        Layer(_("What is recorded"), "", text.recorded),
        Layer(_("Where it is kept"), "", (text.kept_where,)),
        Layer(_("Basis and rights"), "", text.basis_and_rights),
        Layer(_("Risks"), "", text.risks),
        Layer(_("Who is responsible"), "", (text.responsible,)),
    ]


def approvals_of(version: PurposeVersion) -> list[str]:
    """Say who approved a version and when."""
    return [
        _("%(role)s, on %(day)s.") % {"role": _role(row), "day": day(timezone.localdate(row.at))}
        for row in version.approvals.filter(verdict=Verdict.APPROVED).order_by("at", "role")
    ]


def versions_of(
    current: PurposeVersion, receipts: Sequence[ReceiptView], page_url: str
) -> list[VersionLine]:
    """Return the versions that were ever in force, newest first."""
    rows = current.purpose.versions.filter(
        state__in=(VersionState.IN_FORCE, VersionState.SUPERSEDED)
    ).order_by("-number")
    return [_line(row, current, receipts, page_url) for row in rows]


def _line(
    row: PurposeVersion, current: PurposeVersion, receipts: Sequence[ReceiptView], page_url: str
) -> VersionLine:
    mine = [view for view in receipts if view.version == row.number]
    answer = decision_sentence(mine[0]) if mine else _("None")
    return VersionLine(
        number=row.number,
        in_force=_in_force(row),
        approved_by=joined([_role(approval) for approval in row.approvals.order_by("at")]),
        answer=answer,
        receipt_url=reverse("employee:receipt", args=[mine[0].id]) if mine else "",
        compare_url=f"{page_url}?with={row.number}#difference" if row != current else "",
    )


def _in_force(row: PurposeVersion) -> str:
    if row.in_force_at is None:
        return ""
    since = day(timezone.localdate(row.in_force_at))
    if row.ended_at is None:
        return _("since %(day)s") % {"day": since}
    until = day(timezone.localdate(row.ended_at))
    return _("%(since)s to %(until)s") % {"since": since, "until": until}


def _role(approval: Approval) -> str:
    return str(ROLE_NAMES[Role(approval.role)])
