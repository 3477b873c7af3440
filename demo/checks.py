"""Start-up checks: the demonstration and real people never share a database."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from demo.models import DemoMark
from governance.directory.models import User


@register(Tags.database)
def people_are_who_they_should_be(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Refuse production on a demonstration's database, and the demonstration on real people."""
    try:
        marked, peopled = DemoMark.objects.exists(), User.objects.exists()
    except DatabaseError:  # not migrated yet, so there is nobody in it
        return []
    if marked and not settings.DEMO:
        hint = "Point DATABASE_URL and KEYS_DATABASE_URL at new databases."
        return [Error("This database belongs to a demonstration.", hint=hint, id="sayso.E020")]
    if peopled and settings.DEMO and not marked:
        hint = "Unset DEMO."
        return [Error("This database holds real people.", hint=hint, id="sayso.E021")]
    return []
