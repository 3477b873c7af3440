"""All addresses of the site, walked out of its own table."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str
    route: str


def every(resolver=None, space: str = "", route: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from every(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield Address(space + (entry.name or ""), here)
