"""What is refused around releases."""

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class NotBuildable(Refusal):
    """The recipe does not fit the purpose, or the purpose is not in force."""

    code = "release-not-buildable"
    message = _("A release cannot be built like this.")
    remedy = _("Open Build again: it offers what the purpose in force allows.")


class Suspended(Refusal):
    """The purpose is suspended, or everything is stopped."""

    code = "release-suspended"
    message = _("Nothing is built or read now: this purpose is suspended, or Sayso is stopped.")
    remedy = _("Ask the compliance officer until when.")


class AlreadyBuilding(Refusal):
    """A release of this purpose is being built."""

    code = "release-already-building"
    message = _("A release of this purpose is being built already.")
    remedy = _("Wait for it, or cancel it on its page.")


class NotBeingBuilt(Refusal):
    """There is nothing to cancel."""

    code = "release-not-being-built"
    message = _("This release is not being built any more.")
    remedy = _("Open its page again to see how it ended.")


class Closed(Refusal):
    """The files of this release are not handed out."""

    code = "release-closed"
    message = _("This release is not handed out.")
    remedy = _("Build the next release; it is made of what people allow now.")


class NoSuchFile(Refusal):
    """The manifest names no such file."""

    code = "release-no-such-file"
    status = 404
    message = _("This release has no file of that name.")
    remedy = _("Its page lists the files.")


class NotToAnswer(Refusal):
    """The recall has been answered, or was never sent."""

    code = "recall-not-open"
    message = _("This recall is not open.")
    remedy = _("Open Recalls again to see what is left to do.")


class Lost(Refusal):
    """Another process builds this release, or it was cancelled: stop, touch nothing."""

    code = "release-claim-lost"


class Again(Refusal):
    """Somebody decided otherwise meanwhile: build it again, from what is so now."""

    code = "release-again"
