"""Typed reading of the environment; every setting has a safe default or is refused by a check."""

import secrets
from pathlib import Path
from typing import Any

import environ

_env = environ.Env()


def text(name: str, default: str = "") -> str:
    """Return the variable as text."""
    return str(_env.str(name, default=default))


def flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as a boolean: 1, true, yes, on."""
    return bool(_env.bool(name, default=default))


def number(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    return int(_env.int(name, default=default))


def listing(name: str, default: list[str]) -> list[str]:
    """Return the variable as a list, parts separated by commas."""
    return [str(part) for part in _env.list(name, default=default)]


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute folder."""
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str) -> str:
    """Return a secret, or one for this process alone, which the deploy check refuses."""
    return text(name) or "unset-" + secrets.token_urlsafe(48)


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's description of the database behind an address."""
    return dict(_env.db_url(name, default=default))
