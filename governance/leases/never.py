"""What is never recorded, whatever a purpose lists: a data file, one pattern a line."""

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter

from governance.purposes.facts import Application

_SHAPE = TypeAdapter(dict[str, list[Annotated[str, Field(min_length=2, max_length=300)]]])
LIST = Path(__file__).parent / "never.yaml"


@cache
def patterns() -> tuple[str, ...]:
    """Return all patterns, in the order of the file."""
    groups = _SHAPE.validate_python(yaml.safe_load(LIST.read_text(encoding="utf-8")))
    return tuple(pattern for group in groups.values() for pattern in group)


def names_application(application: Application) -> bool:
    """Tell whether the list names an application's window class or any of its program files."""
    programs = [program.lower() for program in application.executables]
    names = [application.wm_class.lower(), *programs]
    names += [PurePosixPath(program).name for program in programs]
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns())


def names_site(site: str) -> bool:
    """Tell whether a site pattern lies wholly within what the list names."""
    host = site.lower().removeprefix("*.").partition(":")[0]
    return any(host == entry or host.endswith(f".{entry}") for entry in patterns())
