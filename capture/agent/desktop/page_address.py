"""The host of a page's address, as a lease lists sites: host, and the port where one is named."""

from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}


def host_of(address: str) -> str | None:
    """Return the host of a page of the web, None for any other address.

    Args:
        address: as the browser's accessible document names it.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    named = port is not None and port != PORTS[parts.scheme]
    host = parts.hostname.lower().rstrip(".")
    return f"{host}:{port}" if named else host
