"""One version as those read it who decide on it: the difference first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.audit.acts import Role
from governance.directory.models import Employee, User
from governance.packs.load import pack
from governance.packs.words import said
from governance.purposes import differences, labels, queries, suspicion, wording
from governance.purposes.differences import Change, Direction
from governance.purposes.facts import Assessment, Facts, NoticeText
from governance.purposes.models import PurposeVersion, VersionState
from governance.purposes.wording import Fate, Stretch
from pages import languages
from pages.dates import day
from pages.employee import notices
from pages.sign import joined
from pages.versions import words

NAMED = 3
EFFECTS: dict[tuple[str, Direction], Promise] = {
    ("kinds", Direction.WIDER): gettext_lazy("ask for more kinds of data"),
    ("kinds", Direction.NARROWER): gettext_lazy("ask for fewer kinds of data"),
    ("applications", Direction.WIDER): gettext_lazy("record in more applications"),
    ("applications", Direction.NARROWER): gettext_lazy("record in fewer applications"),
    ("sites", Direction.WIDER): gettext_lazy("record on more sites"),
    ("sites", Direction.NARROWER): gettext_lazy("record on fewer sites"),
    ("hours", Direction.WIDER): gettext_lazy("record at more hours"),
    ("hours", Direction.NARROWER): gettext_lazy("record at fewer hours"),
    ("dpv_purposes", Direction.WIDER): gettext_lazy("serve more purposes"),
    ("dpv_purposes", Direction.NARROWER): gettext_lazy("serve fewer purposes"),
    ("recipients", Direction.WIDER): gettext_lazy("reach more recipients"),
    ("recipients", Direction.NARROWER): gettext_lazy("reach fewer recipients"),
    ("retention_days", Direction.WIDER): gettext_lazy("keep it longer"),
    ("retention_days", Direction.NARROWER): gettext_lazy("keep it less long"),
    ("retention_by_kind", Direction.WIDER): gettext_lazy("keep one kind longer"),
    ("retention_by_kind", Direction.NARROWER): gettext_lazy("keep one kind less long"),
    ("model_family", Direction.OTHER): gettext_lazy("teach another model"),
}
"""What the weightiest changes mean, as the first sentence of the page says it."""
TAGS = {Direction.WIDER: "wider", Direction.NARROWER: "narrower", Direction.OTHER: "other"}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the difference."""

    label: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    tag: str
    effect: str


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """How one sentence of the notice changes."""

    label: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """An opinion, or what somebody said with an approval."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way into force."""

    name: str
    text: str
    mark: str  # "done", "now" or ""


@dataclass(frozen=True, slots=True)
class Law:
    """What the representatives' word weighs in one jurisdiction."""

    place: str
    text: str


def context(version: PurposeVersion, wanted: str, path: str) -> dict[str, object]:
    """Return what the page of a version shows.

    Args:
        version: not a draft.
        wanted: the language of the notice that is asked for.
        path: address of the page, for the links to the other languages.
    """
    facts, before = version.facts, in_force_before(version)
    old = before.facts if before else None
    language = facts.notice(wanted or languages.current())[0]
    changes = differences.between(old, facts)
    return {
        "version": version,
        "name": words.name_of(version),
        "sentence": sentence(version, before, changes),
        "state": words.state(version),
        "late": words.is_late(version),
        "proposed": _proposed(version),
        "before": before,
        "changes": [_row(change, old, facts) for change in changes],
        "same": differences.same(old, facts),
        "notice_changes": notice_changes(old, facts, language),
        "notice_languages": notices.languages_of(facts, language, path),
        "notice_language": language,
        "notice_facts": notices.facts_of(facts, language),
        "layers": notices.layers_of(facts.notice(language)[1]),
        "purpose": {"language": language},
        "passages": suspicion.passages(facts),
        "assessment": _assessment(facts.assessment),
        "why_free": facts.why_free,
        "opinions": _opinions(version),
        "notes": _notes(version),
        "steps": steps(version),
        "law": law(facts),
        "answer_by": _answer_by(version),
    }


def in_force_before(version: PurposeVersion) -> PurposeVersion | None:
    """Return the version that this one would replace, or replaced, or would have replaced."""
    rows = version.purpose.versions.exclude(pk=version.pk).exclude(in_force_at=None)
    if version.in_force_at is not None:
        rows = rows.filter(in_force_at__lt=version.in_force_at)
    elif version.state == VersionState.REFUSED:
        rows = rows.filter(in_force_at__lt=version.proposed_at)
    return rows.order_by("-in_force_at").first()


def sentence(version: PurposeVersion, before: PurposeVersion | None, changes: list[Change]) -> str:
    """Say in one sentence what the version would change, or that it did not come to be."""
    number = {"n": version.number}
    if version.state == VersionState.REFUSED:
        return _("Version %(n)d was refused. It never starts.") % number
    if version.state == VersionState.SUPERSEDED:
        return _("Version %(n)d has been replaced.") % number
    if version.state == VersionState.IN_FORCE:
        return _("Version %(n)d is in force.") % number
    if before is None:
        return _("Version %(n)d would begin something new.") % number
    directed = [
        change
        for change in changes
        if change.direction != Direction.OTHER or (change.field, change.direction) in EFFECTS
    ]
    if not directed:
        return _("Version %(n)d would reach as far as version %(old)d.") % {
            **number,
            "old": before.number,
        }
    return _("Version %(n)d would %(how)s.") % {**number, "how": _how(directed, len(changes))}


def _how(directed: list[Change], total: int) -> str:
    """Name the weightiest changes, and count the rest."""
    said = [
        str(EFFECTS[change.field, change.direction])
        for change in directed
        if (change.field, change.direction) in EFFECTS
    ][:NAMED]
    rest = total - len(said)
    if rest and said:
        said.append(
            ngettext("change %(n)d more point", "change %(n)d more points", rest) % {"n": rest}
        )
    elif rest:
        said.append(ngettext("change %(n)d point", "change %(n)d points", rest) % {"n": rest})
    return joined(said)


def notice_changes(old: Facts | None, new: Facts, language: str) -> list[NoticeChange]:
    """Return the sentences of the notice that change, word by word, in one language."""
    if old is None or language not in old.notices or language not in new.notices:
        return []
    before, after = old.notices[language], new.notices[language]
    return [
        NoticeChange(labels.of(f"notices.{name}"), tuple(wording.between(one, other)))
        for name in NoticeText.model_fields
        if (one := _text(before, name)) != (other := _text(after, name))
    ]


def steps(version: PurposeVersion) -> list[Step]:
    """Return the way into force: done, now, to come."""
    day_of_assessment = day(version.facts.assessment.day)
    found = [Step(_("Assessment"), day_of_assessment, "done")]
    for approval in sorted(version.approvals.all(), key=lambda one: one.at):
        role = languages.first_capital(words.who(approval.role))
        found.append(Step(role, words.approved(approval), "done"))
    if version.state == VersionState.PROPOSED:
        found += [
            Step(languages.first_capital(words.who(role)), _("Has not answered."), "now")
            for role in words.missing(version)
        ]
        hours = max(pack(code).notice_hours for code in version.facts.jurisdictions)
        told = _("%(n)d hours before the first recording") % {"n": hours}
        found.append(Step(_("All are told"), told, ""))
    return found


def law(facts: Facts) -> list[Law]:
    """Say what the representatives' word weighs, place by place."""
    weight = {
        "veto": _("The law gives them a veto."),
        "consult": _("By law they must be heard."),
        "inform": _("By law they must be told."),
    }
    found = []
    for code in facts.jurisdictions:
        rules = pack(code)
        named = rules.representatives
        by_law = f"{said(named.body)}. {weight[named.power]}" if named.power in weight else ""
        asked = Role.REPRESENTATIVE in rules.approvals
        here = _("In Sayso nothing starts without their approval.") if asked else ""
        words = by_law or _("The law names nobody.")
        text = f"{words} {here}".strip()
        found.append(Law(labels.place(code), text))
    return found


def _row(change: Change, old: Facts | None, new: Facts) -> ChangeRow:
    if old is not None and change.field in differences.SETS:
        one, other = (differences.point(change.field, facts).parts for facts in (old, new))
        before, after = _parts(one, other, Fate.GONE), _parts(other, one, Fate.ADDED)
    else:
        found = wording.between(change.before, change.after)
        before, after = _only(found, Fate.GONE), _only(found, Fate.ADDED)
    return ChangeRow(change.label, before, after, TAGS[change.direction], change.effect)


def _parts(mine: tuple[str, ...], others: tuple[str, ...], fate: Fate) -> tuple[Stretch, ...]:
    """Return the parts of a list, each one marked whole that the other version lacks."""
    found: list[Stretch] = []
    for part in mine or (_("none"),):
        if found:
            found.append(Stretch(Fate.KEPT, _(", ")))
        found.append(Stretch(Fate.KEPT if part in others or not mine else fate, part))
    return tuple(found)


def _only(found: Iterable[Stretch], fate: Fate) -> tuple[Stretch, ...]:
    return tuple(one for one in found if one.fate in {Fate.KEPT, fate})


def _text(notice: NoticeText, name: str) -> str:
    value = getattr(notice, name)
    return value if isinstance(value, str) else " ".join(value)


def _proposed(version: PurposeVersion) -> str:
    when = day(timezone.localdate(version.proposed_at)) if version.proposed_at else ""
    return _("Proposed by %(name)s on %(day)s.") % {"name": name_of(version.author), "day": when}


def name_of(user: User) -> str:
    """Return the name of a member of staff."""
    employee = Employee.objects.filter(user=user).first()
    return employee.name if employee else _("somebody who has left")


def _assessment(value: Assessment) -> dict[str, str]:
    return {
        "day": day(value.day),
        "risk": value.residual_risk,
        "said": value.representatives_said,
        "sha256": value.sha256,
    }


def _opinions(version: PurposeVersion) -> list[Word]:
    return [
        Word(_("Compliance, on %(day)s") % {"day": day(timezone.localdate(one.at))}, one.text)
        for one in version.opinions.order_by("at")
    ]


def _notes(version: PurposeVersion) -> list[Word]:
    return [
        Word(words.approved(one), one.note)
        for one in sorted(version.approvals.all(), key=lambda one: one.at)
        if one.note
    ]


def _answer_by(version: PurposeVersion) -> str:
    by = queries.answer_by(version)
    return day(by) if by and version.state == VersionState.PROPOSED else ""
