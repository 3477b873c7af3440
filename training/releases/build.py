"""Builds a release: read through the door, link each person under the fence, write, sign.

A withdrawal that comes before a person's link is found there, since it has another epoch. One
that comes after it marks the release, in its own transaction; signing locks the release and
refuses while it is marked. So none falls between. Then the release is built again from what is
so now, a few times at most.
"""

import logging
import secrets
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.record import About, record
from governance.consent import fence
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.errors import Refusal
from governance.purposes import queries as purposes
from governance.reads import gate
from training import outlet
from training.models import Episode, Release, ReleaseState
from training.releases import card, claims, files, links, manifest, recipe, selecting
from training.releases.claims import Claim
from training.releases.errors import Again, Lost, NotBuildable
from training.releases.files import Written
from training.releases.recipe import Recipe
from training.releases.selecting import Person, Row, Why

log = logging.getLogger(__name__)

TRIES = 5


@dataclass(frozen=True, slots=True)
class Selected:
    """What goes in, person by person, and how much is left out and why."""

    people: list[Person]
    left_out: Counter[str]

    def shuffled(self) -> list[Row]:
        """Return all rows in an order that says nothing of people."""
        rows = [row for one in self.people for row in one.rows]
        secrets.SystemRandom().shuffle(rows)
        return rows


def run(release_id: uuid.UUID) -> None:
    """Build a release that waits; the row decides, not the message."""
    claim = claims.take(release_id)
    if claim is None:
        return
    try:
        _until_done(claim)
    except Lost:
        log.info("a build was cancelled or taken over")
    except Refusal as refusal:
        claims.fail(claim, refusal.code)
    except Exception as error:
        claims.fail(claim, "broken")
        log.error("a build failed: %s", type(error).__name__)  # noqa: TRY400 (may hold content)
        raise
    finally:
        files.discard(claim.release, claim.token)


def _until_done(claim: Claim) -> None:
    for _ in range(TRIES):
        try:
            return _once(claim)
        except Again:
            continue
    return claims.fail(claim, "too-many-changes")


def _once(claim: Claim) -> None:
    release = claims.begin_again(claim)
    chosen = recipe.from_row(release.purpose, release.version, release.recipe)
    selected, claim = _select(release, chosen, claim)
    if not selected.people:
        return claims.fail(claim, "too-few-people")
    claim = _link_everyone(claim, chosen, selected.people)
    rows = selected.shuffled()
    release.counts = {
        "rows": len(rows),
        "left_out": {str(why): selecting.about(selected.left_out[why]) for why in Why},
    }
    written = _write(release, chosen, rows, claim)
    _sign(claim, release.counts, written, [row.policy_id for row in rows])
    return None


def _select(release: Release, chosen: Recipe, claim: Claim) -> tuple[Selected, Claim]:
    """Read what may be read, and choose. No lock is held meanwhile."""
    recipe.refuse_while_suspended(chosen.purpose)
    actor = actor_of(User.objects.get(pk=release.built_by), Role.STEWARD)
    permit = gate.ask(chosen.purpose, chosen.use, actor)
    if permit.version != chosen.version:
        raise NotBuildable
    left_out: Counter[str] = Counter({Why.RESTING: selecting.resting(chosen.purpose)})
    everyone = len(outlet.owners(permit)) or 1
    people = []
    for number, reading in enumerate(outlet.by_person(permit), 1):
        people.append(selecting.of_person(reading, chosen, left_out))
        claim = claims.tell(claim, min(1.0, number / everyone) * 0.5)
    return Selected(selecting.shared(people, left_out), left_out), claim


def _link_everyone(claim: Claim, chosen: Recipe, people: Sequence[Person]) -> Claim:
    for number, one in enumerate(people, 1):
        _link(claim, chosen, one)
        claim = claims.tell(claim, 0.5 + number / len(people) * 0.3)
    return claim


@transaction.atomic
def _link(claim: Claim, chosen: Recipe, one: Person) -> None:
    """Hold the person's consent, compare, link: all that was read still stands at this moment."""
    held = fence.hold(one.owner, [chosen.purpose]).standings.get(chosen.purpose)
    release = claims.hold(claim)
    if held is None or _used(held, chosen) != _used(one.standing, chosen):
        raise Again
    rows = {str(row.episode): str(row.id) for row in one.rows}
    there = Episode.objects.filter(owner=one.owner, epoch=held.epoch)
    if not rows.keys() <= {str(pk) for pk in there.values_list("pk", flat=True)}:
        raise Again
    kinds = held.kinds & chosen.kinds
    links.write(release, one.owner, held.epoch, kinds, rows)


def _used(standing: fence.Standing, chosen: Recipe) -> tuple[object, ...]:
    return standing.epoch, standing.version, standing.kinds & chosen.kinds


def _write(release: Release, chosen: Recipe, rows: Sequence[Row], claim: Claim) -> list[Written]:
    # Only here, so that no process that never builds carries it.
    from training.releases import parquet  # noqa: PLC0415

    version = purposes.of(chosen.purpose)
    if version is None:
        raise NotBuildable
    home = files.draft(release.pk, claim.token)
    written = [parquet.write(home, (row.record() for row in rows))]
    claim = claims.tell(claim, 0.9)
    written.append(files.write_jsonl(home, (row.line for row in rows)))
    policies = {row.policy_id for row in rows}
    text = card.text_of(release, chosen, version.facts, policies)
    written.append(files.write_text(home, files.CARD, text))
    claims.tell(claim, 0.95)
    return written


@transaction.atomic
def _sign(
    claim: Claim, counts: dict[str, object], written: Sequence[Written], policies: Sequence[str]
) -> None:
    release = claims.hold(claim)
    recipe.refuse_while_suspended(release.purpose)
    version = purposes.of(release.purpose)
    if version is None or version.number != release.version:
        raise NotBuildable
    release.counts, release.done = counts, claims.STEPS
    release.manifest = manifest.sign(release, written, policies)
    release.state, release.signed_on, release.claim = ReleaseState.READY, clock.today(), None
    home = files.path_of_draft(claim.release, claim.token)
    files.write_text(home, files.MANIFEST, manifest.as_text(release.manifest))
    files.publish(claim.release, claim.token)
    release.save()
    actor = actor_of(User.objects.get(pk=release.built_by), Role.STEWARD)
    about = About(purpose=release.purpose, details={"release": str(release.pk)})
    record(Act.RELEASE_SIGNED, actor, about)
