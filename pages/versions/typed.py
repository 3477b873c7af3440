"""What somebody typed, as it can be stored: no null signs, one kind of line end, an end."""

from django.http import HttpRequest

MOST = 2000


def text(request: HttpRequest, name: str, most: int = MOST) -> str:
    """Return a field of a sent form; "" where it is missing."""
    value = request.POST.get(name, "")
    return clean(value)[:most]


def clean(value: str) -> str:
    """Return a text without null signs, its lines ended by one sign."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
