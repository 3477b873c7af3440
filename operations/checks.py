"""Checks of production (`check --deploy`, and each start of the web process)."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def production_is_set_up(app_configs: object, **_kwargs: object) -> Sequence[CheckMessage]:
    """Refuse a missing secret key, DEBUG, and the doors of the demonstration."""
    found = []
    if settings.SECRET_KEY.startswith("unset-"):
        hint = "Set DJANGO_SECRET_KEY to a long random text, the same for all processes."
        found.append(Error("There is no secret key.", hint=hint, id="sayso.E010"))
    if settings.DEBUG:
        hint = "Unset DJANGO_DEBUG."
        found.append(Error("DEBUG shows inner workings to visitors.", hint=hint, id="sayso.E011"))
    if settings.DEMO or settings.DEMO_KEY:
        hint = "Unset DEMO and SAYSO_DEMO_KEY."
        found.append(Error("Demonstration sign-ins are set up.", hint=hint, id="sayso.E012"))
    return found
