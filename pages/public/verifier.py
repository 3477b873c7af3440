"""verify.py for everybody: the file that checks what Sayso signed, without Sayso."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages.access import public_page

NAME = "verify.py"


@public_page
@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Hand out the file as it stands in this version."""
    response = HttpResponse(_file(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def sha256() -> str:
    """Return the SHA-256 of the file, hexadecimal, to compare with a copy from elsewhere."""
    return hashlib.sha256(_file()).hexdigest()


@cache
def _file() -> bytes:
    """Return the file as it was when this process first asked: page and file say the same."""
    return bytes((settings.BASE_DIR / NAME).read_bytes())
