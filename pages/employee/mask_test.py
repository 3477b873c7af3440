"""What the last test of the masks showed, in one sentence for everybody."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages import dates
from redaction.leaks import estimates


def sentence() -> str:
    """Return the worst result of all languages, or that nothing was tested yet."""
    row = estimates.worst(estimates.newest())
    if row is None:
        return _("How much the masks miss has not been tested yet.")
    words = ngettext(
        "In our last test, on %(day)s, %(stayed)s of %(planted)s planted names, numbers and "
        "secrets stayed readable.",
        "In our last test, on %(day)s, %(stayed)s of %(planted)s planted names, numbers and "
        "secrets stayed readable.",
        row.stayed,
    )
    return words % {
        "day": dates.day(row.day),
        "stayed": dates.number(row.stayed),
        "planted": dates.number(row.planted),
    }
