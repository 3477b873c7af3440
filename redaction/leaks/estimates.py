"""Makes an estimate for each language, once a week and when the policy is new, and reads them."""

import secrets
from datetime import timedelta

from governance import clock
from redaction import edition, engines
from redaction.leaks import gaps, trial
from redaction.leaks.carriers import LANGUAGES
from redaction.leaks.scoring import Score, wilson
from redaction.models import LeakEstimate

EVERY = timedelta(days=7)


def due() -> list[str]:
    """Return the languages without an estimate of this week under the policy of this process."""
    rows = LeakEstimate.objects.filter(policy_id=edition.policy_id(), day__gt=clock.today() - EVERY)
    done = set(rows.values_list("language", flat=True))
    return [language for language in LANGUAGES if language not in done]


def make(language: str) -> LeakEstimate:
    """Test the masks in a language and keep what it showed. Nothing planted is kept.

    Raises:
        redaction.engine.RedactionFailed: the engine failed; nothing is kept.
    """
    policy_id, stored = edition.policy_id(), gaps.read(language)
    score = trial.run(language, engines.directory(), stored, secrets.SystemRandom())
    return _keep(policy_id, language, score)


def _keep(policy_id: str, language: str, score: Score) -> LeakEstimate:
    low, high = wilson(score.stayed, score.planted)
    return LeakEstimate.objects.create(
        policy_id=policy_id,
        language=language,
        day=clock.today(),
        planted=score.planted,
        stayed=score.stayed,
        withheld=score.withheld,
        low=low,
        high=high,
        by_type={str(sort): counts for sort, counts in sorted(score.by_sort.items())},
        carriers=score.texts,
    )


def newest() -> list[LeakEstimate]:
    """Return the last estimate of each language under what workers redact by now.

    In the minutes before the first test of a new policy those of the one tested last.
    """
    if rows := of(edition.in_force() or ""):
        return rows
    last = LeakEstimate.objects.order_by("-day", "-pk").first()
    return of(last.policy_id) if last else []


def of(policy_id: str) -> list[LeakEstimate]:
    """Return the last estimate of each language under a policy."""
    rows = LeakEstimate.objects.filter(policy_id=policy_id).order_by("day", "pk")
    last = {row.language: row for row in rows}
    return [last[language] for language in LANGUAGES if language in last]


def worst(rows: list[LeakEstimate]) -> LeakEstimate | None:
    """Return the one of which the largest share stayed: nobody is told less than that."""
    return max(rows, key=lambda row: row.stayed / max(1, row.planted), default=None)


def between(row: LeakEstimate) -> tuple[int, int]:
    """Return the bounds of what stays, as counts of what was planted."""
    return round(row.low * row.planted), round(row.high * row.planted)
