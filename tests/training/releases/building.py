"""Beginning and building releases, and reading back what was written."""

import json
from datetime import date, timedelta

from governance import clock
from governance.audit.acts import Role
from governance.signing import decode
from training.models import Release
from training.releases import acts, build, files, recipe

USE = "dpv:ResearchAndDevelopment"
ALL = frozenset(recipe.Kind) - {recipe.Kind.TYPING_RHYTHM, recipe.Kind.POINTER_PATHS}


def begin(company, slug: str = "bookings", kinds=ALL, ends: date | None = None) -> Release:
    ends_on = ends or clock.today() + timedelta(days=30)
    chosen = recipe.of(slug, USE, frozenset(kinds), ends_on)
    return acts.begin(chosen, company.staff[Role.STEWARD].user)


def built(company, **more) -> Release:
    release = begin(company, **more)
    build.run(release.pk)
    release.refresh_from_db()
    return release


def lines(release: Release) -> list[dict]:
    text = (files.folder(release.pk) / files.JSONL).read_text()
    return [json.loads(line) for line in text.splitlines()]


def payload(release: Release) -> dict:
    return json.loads(decode(release.manifest["payload"]))


def left_behind() -> list[str]:
    """Names of all folders that are there."""
    return sorted(path.name for path, _release, _claim in files.every())
