"""The web process. It does not start on what must not be served."""

import os
import sys

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

from governance import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def refuse_what_must_not_be_served() -> None:
    """Run our own start-up checks, which gunicorn would not.

    Those of production are left out in the demonstration, with DEBUG and under `runserver`.

    Raises:
        ImproperlyConfigured: the first thing that is wrong, with its remedy.
    """
    found = run_checks(tags=[Tags.database], databases=list(connections))
    if not (settings.DEMO or settings.DEBUG or "runserver" in sys.argv):
        found += run_checks(tags=[Tags.security], include_deployment_checks=True)
    restored.close_if_restored()
    connections.close_all()  # workers are forked from here and must not share one
    wrong = [message for message in found if (message.id or "").startswith("sayso.E")]
    if wrong:
        raise ImproperlyConfigured(f"{wrong[0].msg} {wrong[0].hint}")


application = get_wsgi_application()

from governance.leases import restored  # noqa: E402 (its models need Django to be ready)

patience.at_most(patience.SERVING)
refuse_what_must_not_be_served()
