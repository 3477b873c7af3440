"""The training store as a holding."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from governance import clock
from governance.holdings.registry import Ended, Most, Piece, Recalled, Scope, register
from governance.purposes.kinds import Kind
from training import expiry, own, store, vault
from training.body import Body
from training.models import Contribution, Episode, Review
from training.releases import links


class EpisodeHolding:
    """Redacted episodes."""

    name = "episodes"
    models: tuple[type[Model], ...] = (Episode,)

    def count(self, owner: str) -> int:
        """Count the episodes of a person."""
        return Episode.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield each episode as it is stored, opened for its owner."""
        for view in own.every(owner):
            yield f"{view.id}.json", view.as_json()

    def erase(self, scope: Scope) -> int:
        """Delete rows whose keys are gone; with a kind, take it out of what stays."""
        if scope.kind is None:
            return store.delete_epoch(scope.owner, scope.purpose, scope.epoch)
        rows = Episode.objects.filter(owner=scope.owner)
        for column, value in (("purpose", scope.purpose), ("epoch", scope.epoch)):
            if value is not None:
                rows = rows.filter(**{column: value})
        kind = Kind(scope.kind)
        ids = list(rows.values_list("pk", flat=True))
        return store.rewrite(scope.owner, ids, lambda body: _without(body, kind))

    def hold(self, scope: Scope, keep: Callable[[Piece], object]) -> None:
        """Hand over each row that a key still opens, sealed as it is, for a legal hold."""
        chosen = {"owner": scope.owner, "purpose": scope.purpose, "epoch": scope.epoch}
        rows = Episode.objects.filter(**{k: v for k, v in chosen.items() if v is not None})
        for row in rows.order_by("pk").iterator(chunk_size=200):
            if piece := vault.piece_of(row):
                keep(piece)

    def expire(self) -> int:
        """End what has reached its day, one person at a time; return how many pieces went."""
        today, gone = clock.today(), 0
        for owner in self.due(today):
            with transaction.atomic():
                gone += sum(self.end(owner, today).values())
        self.finish()
        return gone

    def due(self, today: date) -> list[str]:
        """Return the owners of whom something goes today or was to go earlier."""
        rows = Episode.objects.filter(goes_on__lte=today).order_by("owner")
        return list(rows.values_list("owner", flat=True).distinct())

    def end(self, owner: str, today: date) -> Ended:
        """Take out the kinds whose day has come, and with the last of them the episode."""
        return expiry.end(owner, today)

    def finish(self) -> None:
        """Destroy the keys that an interrupted run has left, so that no older copy opens."""
        store.finish_rewrites()

    def note_gone(self) -> None:
        """Let the deletion ledger know of every row that went in a rewrite."""
        store.note_gone()

    def owners(self) -> list[str]:
        """Return the owners of whom an episode is stored."""
        rows = Episode.objects.order_by("owner").values_list("owner", flat=True)
        return list(rows.distinct())

    def shorten(self, owner: str, most: Most, today: date) -> None:
        """Move the days of what is stored forward, never back."""
        expiry.shorten(owner, most, today)

    def forget(self, owner: str, since: datetime) -> int:
        """Delete episodes of batches that were accepted since a moment."""
        rows = Episode.objects.filter(owner=owner, accepted_at__gte=since)
        return store.rewrite(owner, list(rows.values_list("pk", flat=True)), None)


class ReleaseHolding:
    """Links between people and the releases that they are in; the releases are recalled."""

    name = "releases"
    models: tuple[type[Model], ...] = (Contribution,)

    def count(self, owner: str) -> int:
        """Count the releases that a person is in."""
        return Contribution.objects.filter(owner=owner).count()

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield in which releases a person is, and with which rows."""
        yield (
            "releases.json",
            [
                {
                    "purpose": row.release.purpose,
                    "release": row.release.number,
                    "state": row.release.state,
                    "rows": sorted(link.rows.values()),
                }
                for row in links.of(owner)
                if (link := links.opened(row))
            ],
        )

    def foretell(self, scope: Scope) -> None:
        """Mark each release that an erasure reaches."""
        links.foretell(scope)

    def recalled(self, scope: Scope) -> list[Recalled]:
        """Return the releases that an erasure calls back: those that are out, not in work."""
        return links.recalled(scope)

    def erase(self, scope: Scope) -> int:
        """Delete the links; the releases leave with the round of the coming week."""
        return links.erase(scope)

    def expire(self) -> int:
        """Nothing: a release ends before the first of its episodes does."""
        return 0


class ReviewHolding:
    """Ids of episodes that two people look at for a week. It comes before the episodes do."""

    name = "reviews"
    models: tuple[type[Model], ...] = (Review,)

    def count(self, owner: str) -> int:
        """Count the person's episodes that are in a sample now."""
        return sum(len(reached) for _review, reached in _sampled(owner))

    def export(self, owner: str) -> Iterator[tuple[str, object]]:
        """Yield which samples hold an episode of the person, and until when."""
        found = [
            {"purpose": review.purpose, "episodes": sorted(reached), "until": str(review.ends_on)}
            for review, reached in _sampled(owner)
        ]
        if found:
            yield "reviews.json", found

    def erase(self, scope: Scope) -> int:
        """Take the person's episodes out of the samples of a purpose."""
        gone = 0
        for review, reached in _sampled(scope.owner):
            if scope.kind is None and scope.purpose in (None, review.purpose):
                review.rows = [row for row in review.rows if row not in reached]
                review.save(update_fields=["rows"])
                gone += len(reached)
        return gone

    def expire(self) -> int:
        """Forget which episodes were in a sample whose week is over."""
        over = Review.objects.filter(ends_on__lt=clock.today()).exclude(rows=[])
        return over.update(rows=[])


def _sampled(owner: str) -> list[tuple[Review, set[str]]]:
    found = []
    for review in Review.objects.exclude(rows=[]):
        rows = Episode.objects.filter(owner=owner, pk__in=review.rows).values_list("pk", flat=True)
        if reached := {str(row) for row in rows}:
            found.append((review, reached))
    return found


def _without(body: Body, kind: Kind) -> Body | None:
    named = kind == Kind.SCREEN_OPERATIONS and any(step.name for step in body.steps)
    touched = named or any(step.kind == kind for step in body.steps)
    return body.without(kind) if touched else body


def register_all() -> None:
    """Register the store, samples before the episodes that they name."""
    register(ReviewHolding())
    register(EpisodeHolding())
    register(ReleaseHolding())
