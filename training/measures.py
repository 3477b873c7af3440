"""How much is in the store, person by person, for the figures alone."""

from collections.abc import Iterator

from django.db.models import Count

from governance.accountability.measures import Name, Row, register
from training.models import Episode


def _episodes() -> Iterator[Row]:
    rows = (
        Episode.objects.order_by()
        .values_list("owner", "purpose", "policy_id")
        .annotate(n=Count("pk"))
    )
    for owner, purpose, policy, count in rows.iterator():
        yield Row(owner, count, purpose, policy)


def register_all() -> None:
    """Say how episodes are counted."""
    register(Name.EPISODES, _episodes)
