"""The card of a release: README.md with the front matter that `datasets` reads."""

import json
from collections.abc import Collection

from django.conf import settings

from governance.purposes.facts import Facts
from training.models import Release
from training.releases import files, mask_tests
from training.releases.manifest import name_of
from training.releases.recipe import PEOPLE, Recipe

HEAD = """---
pretty_name: {title}
license: other
license_name: internal-use-for-one-purpose
tags:
- computer-use
- sayso
configs:
- config_name: default
  data_files:
  - split: train
    path: {parquet}
---
"""
BODY = """# {name}

Redacted stays in windows of listed applications, recorded at {company} with the consent of the
people concerned. **It is personal data.** It may be used for one purpose, by those whom that
purpose names, until {ends}.

| | |
|---|---|
| Purpose | {title}, version {version} (`{purpose}`) |
| For | `{use}` |
| Never for | evaluating, ranking, monitoring, promoting or dismissing people |
| Who may hold it | {recipients} |
| Kinds of data | {kinds} |
| Rows | {rows} |
| Every copy is gone by | {ends} |

## What is in it
One row is one stay in one window. `id` is random and new in this release. There is no person, no
device, no day and no time of day in it, and the order of the rows says nothing. `steps` are what
was done, in order; `kind` says under which kind of data a step was allowed. Masks such as
`<PERSON_1>` stand for what was redacted; within one row the same mask is the same thing.

Only screens (application, site, title of the window) that {people} people or more share are in
it. What has been redacted by older policies is named in `manifest.json`.

## How sure the masks are
{masks}

## What you owe the people in it
Recalls come once a week. Each names this release, and either rows by `id` or all of it. Drop them
in every copy by the day it names, and say so in Sayso under Recalls. Do not try to find out whose
row is whose, and do not join it with other data.

## Checking it
`manifest.json` is signed and holds the SHA-256 of each file; the documents `docs/releases.md` and
`docs/signatures.md` of Sayso say how to check it.
"""


def text_of(
    release: Release, recipe: Recipe, facts: Facts, policies: Collection[str] = frozenset()
) -> str:
    """Return the card; `policies` are those under which its rows were redacted."""
    title = " ".join(facts.notice("en")[1].name.split())
    head = HEAD.format(
        title=json.dumps(f"{title} ({name_of(release)})", ensure_ascii=False),
        parquet=files.PARQUET,
    )
    body = BODY.format(
        name=name_of(release),
        company=settings.COMPANY,
        title=_cell(title),
        version=release.version,
        purpose=release.purpose,
        use=recipe.use,
        recipients=_cell("; ".join(facts.recipients)),
        kinds=", ".join(f"`{kind}`" for kind in sorted(recipe.kinds)),
        rows=release.counts["rows"],
        ends=recipe.ends_on.isoformat(),
        people=PEOPLE,
        masks=mask_tests.section(policies),
    )
    return head + "\n\n".join(_flowing(block) for block in body.split("\n\n")) + "\n"


def _flowing(block: str) -> str:
    """Join the lines of a paragraph; tables and headings keep theirs."""
    lines = block.strip("\n").split("\n")
    start = 1 if lines[0].startswith("#") else 0
    if block.startswith("|"):
        return block
    return "\n".join([*lines[:start], *([" ".join(lines[start:])] if lines[start:] else [])])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
