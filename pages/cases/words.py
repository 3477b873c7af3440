"""Words that the pages about requests share: moments, laws, the language of a name."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock
from governance.rights.models import State
from pages import dates

JURISDICTIONS: dict[str, Promise] = {
    "eu": gettext_lazy("European Union"),
    "de": gettext_lazy("Germany"),
    "uk": gettext_lazy("United Kingdom"),
    "us_ca": gettext_lazy("California"),
    "jp": gettext_lazy("Japan"),
}


def jurisdiction(code: str) -> str:
    """Return the name of a jurisdiction, its code where it has none here."""
    return str(JURISDICTIONS.get(code, code))


def lately(value: datetime) -> str:
    """Return a day and a time, "Today" where it is."""
    if value.date() == clock.today():
        return _("Today, %(time)s") % {"time": dates.time(value)}
    return dates.moment(value)


def lang_of(name: str, language: str) -> str:
    """Return the language in which a name is read aloud and set; "" is that of the page.

    English says nothing about a name: it is what stands where nobody chose.
    """
    return language if language != "en" and not name.isascii() else ""


FOLLOWED: dict[str, tuple[Promise, Promise]] = {
    State.RECEIVED: (
        gettext_lazy("Your request has arrived."),
        gettext_lazy("HR looks first whether it is really you who asks. You need not do anything."),
    ),
    State.IDENTITY_CHECK: (
        gettext_lazy("Two people of HR confirm that it is you who asks."),
        gettext_lazy("This protects you: nobody else can have your data erased."),
    ),
    State.NEEDS_INFO: (
        gettext_lazy("HR has asked you something."),
        gettext_lazy("The question came by mail. It stands below too."),
    ),
    State.ASSESSING: (
        gettext_lazy("HR is working on your request."),
        gettext_lazy("You get a mail when it is answered."),
    ),
    State.EXECUTING: (
        gettext_lazy("Your data is being erased."),
        gettext_lazy("Every place is searched. You get a mail with the certificate at the end."),
    ),
    State.FULFILLED: (
        gettext_lazy("Everything that was recorded about you is erased."),
        gettext_lazy("The certificate proves it. Keep it: this page ends one day."),
    ),
    State.PARTLY_FULFILLED: (
        gettext_lazy("What was recorded about you is erased. A part is kept."),
        gettext_lazy("What is kept and why stands below. The certificate proves the rest."),
    ),
    State.REFUSED: (
        gettext_lazy("Your request was refused."),
        gettext_lazy("The reason stands below, and where you can complain."),
    ),
    State.TAKEN_BACK: (
        gettext_lazy("You took your request back."),
        gettext_lazy("Nothing was erased because of it. You can ask again at any time."),
    ),
}
"""Where a request stands, as its person reads it: a sentence and what comes next."""
