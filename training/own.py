"""A person's own episodes, opened for that person alone. Own reads are no entries of the log."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance import clock
from governance.keys import ring
from governance.purposes.kinds import Kind
from training import masks, vault
from training.body import Body
from training.models import Episode

PARTS = ("morning", "afternoon", "evening", "night")
PAGE = 20


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode as its owner sees it.

    Attributes:
        goes: for each kind of data in it the day on which it is erased.
        resting: nobody else reads it yet, and steps can be struck out.
    """

    id: uuid.UUID
    purpose: str
    version: int
    policy_id: str
    rests_until: date
    goes: Mapping[Kind, date]
    resting: bool
    body: Body

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of data in it, in their fixed order."""
        held = {step.kind for step in self.body.steps}
        return tuple(kind for kind in Kind if kind in held)

    @property
    def texts(self) -> list[str]:
        """All redacted texts in it."""
        return [text for step in self.body.steps for text in step.texts]

    def as_json(self) -> dict[str, object]:
        """Return it for a copy of one's data."""
        return {
            "id": str(self.id),
            "purpose": self.purpose,
            "version": self.version,
            "redaction_policy": self.policy_id,
            "rests_until": self.rests_until.isoformat(),
            "erased_on": max(self.goes.values()).isoformat(),
            "kinds_erased_on": {str(kind): day.isoformat() for kind, day in self.goes.items()},
            **self.body.model_dump(mode="json", exclude_none=True),
        }


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; what is empty does not narrow."""

    words: str = ""
    application: str = ""
    site: str = ""
    kind: Kind | None = None
    part: str = ""
    day: date | None = None

    def fit(self, view: EpisodeView) -> bool:
        """Tell whether an episode is to be shown."""
        body = view.body
        return (
            self.application in ("", body.application)
            and self.site in ("", body.site)
            and self.part in ("", body.part)
            and self.day in (None, body.day)
            and (self.kind is None or self.kind in view.kinds)
            and all(word in _searched(view) for word in self.words.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page of episodes: `number` counts from 1; `total` is what fits the filters."""

    episodes: tuple[EpisodeView, ...]
    number: int
    pages: int
    total: int


def every(owner: str) -> Iterator[EpisodeView]:
    """Yield all episodes of a person, the newest day first."""
    views = [view for row in Episode.objects.filter(owner=owner) if (view := _view(row))]
    yield from sorted(views, key=_newest_first)


def count(owner: str) -> int:
    """Count the episodes of a person without opening one."""
    return Episode.objects.filter(owner=owner).count()


def next_goes(owner: str, purpose: str = "") -> date | None:
    """Return the next day on which something of a person, or of one purpose, goes by itself."""
    rows = Episode.objects.filter(owner=owner).order_by("goes_on")
    if purpose:
        rows = rows.filter(purpose=purpose)
    return rows.values_list("goes_on", flat=True).first()


def list_own(owner: str, filters: Filters | None = None, page: int = 1, size: int = PAGE) -> Page:
    """Return a page of a person's episodes."""
    chosen = filters or Filters()
    return paged([view for view in every(owner) if chosen.fit(view)], page, size)


def paged(views: Sequence[EpisodeView], page: int, size: int = PAGE) -> Page:
    """Cut a page out; a number beyond the ends gives the first or last one."""
    pages = max(1, -(-len(views) // size))
    number = min(max(page, 1), pages)
    shown = tuple(views[(number - 1) * size : number * size])
    return Page(shown, number, pages, len(views))


def one(owner: str, episode_id: uuid.UUID) -> EpisodeView | None:
    """Return one episode of a person."""
    row = Episode.objects.filter(owner=owner, pk=episode_id).first()
    return _view(row) if row else None


def masked(owner: str) -> dict[str, int]:
    """Count what was masked, by its type, most frequent first."""
    return masks.counts(text for view in every(owner) for text in view.texts)


def applications(owner: str) -> dict[str, int]:
    """Count a person's episodes by application."""
    return dict(Counter(view.body.application for view in every(owner)).most_common())


def sites(owner: str) -> dict[str, int]:
    """Count a person's episodes by site."""
    found = (view.body.site for view in every(owner))
    return dict(Counter(site for site in found if site).most_common())


def _view(row: Episode) -> EpisodeView | None:
    try:
        stored = vault.open_whole(row)
    except ring.KeyGone:  # it is being erased
        return None
    held = stored.body.held
    return EpisodeView(
        id=row.pk,
        purpose=row.purpose,
        version=row.version,
        policy_id=row.policy_id,
        rests_until=row.rests_until,
        goes={kind: stored.goes[kind] for kind in Kind if kind in held},
        resting=row.rests_until >= clock.today(),
        body=stored.body,
    )


def _newest_first(view: EpisodeView) -> tuple[int, int, str]:
    part = PARTS.index(view.body.part) if view.body.part in PARTS else 0
    return (-view.body.day.toordinal(), -part, str(view.id))


def _searched(view: EpisodeView) -> str:
    return " ".join([view.body.application, view.body.site or "", *view.texts]).casefold()
