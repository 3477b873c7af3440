"""What the devices' room refuses. Each code is the named error of the wire, where it has one."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from governance.errors import Refusal


class EnrolmentUnknown(Refusal):
    """No enrolment is under way under this code or id, or it is somebody else's."""

    code = "enrolment-unknown"
    status = HTTPStatus.NOT_FOUND
    message = _("This code is not known.")
    remedy = _("Look at the code on the computer again, or start adding the computer anew.")


class EnrolmentPending(Refusal):
    """Nobody has typed the code in the browser yet."""

    code = "enrolment-pending"
    message = _("The code has not been typed in the browser yet.")
    remedy = _("Sign in to Sayso in a browser, open Devices, and type the code there.")


class EnrolmentExpired(Refusal):
    """Ten minutes have passed, or the words were wrong three times."""

    code = "enrolment-expired"
    status = HTTPStatus.GONE
    message = _("This code has ended.")
    remedy = _("Start adding the computer anew to get another code.")


class WordsWrong(Refusal):
    """The two words are not those that the browser shows."""

    code = "words-wrong"
    message = _("These are not the two words that the browser shows.")
    remedy = _("Type them as the browser shows them. After three tries the code ends.")


class LoginDiffers(Refusal):
    """The desktop session runs under another login than the directory names."""

    code = "login-mismatch"
    status = HTTPStatus.FORBIDDEN
    message = _("Somebody else is signed in on that computer.")
    remedy = _("Only a computer on which you are signed in yourself can be added.")


class KeyEnrolled(Refusal):
    """The key that a new device brings belongs to a device already."""

    code = "envelope-invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This key belongs to a device already.")
    remedy = _("Enrol with a new key pair.")


class TooManyAttempts(Refusal):
    """More tries than a person makes."""

    code = "too-many-attempts"
    status = HTTPStatus.TOO_MANY_REQUESTS
    message = _("Too many tries in a short time.")
    remedy = _("Wait ten minutes, then try again.")


class DeviceUnknown(Refusal):
    """No device has this key, or it is not this person's."""

    code = "device-unknown"
    status = HTTPStatus.FORBIDDEN
    message = _("This device is not known.")
    remedy = _("Enrol the computer again.")


class DeviceRevoked(Refusal):
    """The device has been revoked, for good."""

    code = "device-revoked"
    status = HTTPStatus.FORBIDDEN
    message = _("This device has been removed.")
    remedy = _("Enrol the computer again if you want to use it.")


class CounterReused(Refusal):
    """The call counter did not grow: two programs hold one key, or a call was replayed."""

    code = "counter-reused"
    status = HTTPStatus.FORBIDDEN
    message = _("The call counter did not grow, so this device has been removed.")
    remedy = _("Enrol the computer again. If you copied its folder, delete the copy.")


class CallOvertaken(Refusal):
    """A later call of the device was counted while this one was held up here.

    The wire knows it as "cannot answer now": nobody listens to the answer any more.
    """

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
