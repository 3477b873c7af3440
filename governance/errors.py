"""Refusals: what Sayso will not do, with a stable code, a sentence and a remedy."""

from http import HTTPStatus

from django.utils.functional import Promise


class Refusal(Exception):
    """An act that is refused. `str()` is the code, so that no personal data can slip into it.

    Attributes:
        code: stable name, lower case with hyphens.
        status: the HTTP status that it becomes.
        message: what was refused, translated.
        remedy: what the person can do, translated.
    """

    code: str = "refused"
    status: int = HTTPStatus.CONFLICT
    message: str | Promise = ""
    remedy: str | Promise = ""

    def __str__(self) -> str:
        return self.code
