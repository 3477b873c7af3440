"""The policy file: schema, errors with line and key, and the policy id."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from redaction.engine import lists
from redaction.engine.errors import PolicyInvalid

DEFAULT = Path(__file__).parent / "policy.yaml"
_CODE = Path(__file__).parent
_DEEPEST = 4


class Ask(StrEnum):
    """When the model is asked about a text."""

    WIDE = "wide"
    GATED = "gated"
    ALWAYS = "always"
    NEVER = "never"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelPolicy(_Part):
    """Which model, and the hashes of its files."""

    package: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(min_length=1)
    ask: Ask = Ask.WIDE


class Tongue(StrEnum):
    """A language that is read whole."""

    ENGLISH = "en"
    FRENCH = "fr"


class Limits(_Part):
    """Lengths in characters, and how many texts are remembered."""

    characters: int = Field(40_000, ge=100, le=1_000_000)
    piece: int = Field(2_000, ge=200, le=20_000)
    overlap: int = Field(200, ge=50, le=1_000)
    remembered: int = Field(50_000, ge=0, le=1_000_000)


class Policy(_Part):
    """What is replaced how."""

    version: int = Field(ge=1, le=1)
    languages: frozenset[Tongue] = frozenset((Tongue.ENGLISH,))
    model: ModelPolicy
    french: ModelPolicy | None = None
    limits: Limits = Limits()
    vocabulary: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    recognizers: Path | None = None

    @model_validator(mode="after")
    def _languages_can_be_read(self) -> Self:
        if Tongue.ENGLISH not in self.languages:
            raise ValueError("languages must name en")
        if Tongue.FRENCH in self.languages and self.french is None:
            raise ValueError("languages names fr, and there is no french model")
        return self


def load(path: Path | None = None) -> Policy:
    """Read and check a policy file.

    Raises:
        PolicyInvalid: with the line and the key of the first fault.
    """
    path = path or DEFAULT
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PolicyInvalid("The policy file cannot be read.") from None
    tree: yaml.Node | None = None
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_doubles(tree)
        return Policy.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise PolicyInvalid(f"Policy, line {line}: this is not YAML.") from None
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        keys = [str(key) for key in first["loc"]]
        line = _line_of(tree, keys)
        where = ".".join(keys) or "the file"
        raise PolicyInvalid(f"Policy, line {line}, {where}: {first['msg']}.") from None
    except ValueError:
        line, where = _unread(tree)
        raise PolicyInvalid(f"Policy, line {line}, {where}: this cannot be read.") from None


def _refuse_doubles(node: yaml.Node | None) -> None:
    """Refuse a key that stands twice: the second would undo the first without a word."""
    for line, path, twice in _keys(node):
        if twice:
            raise PolicyInvalid(f"Policy, line {line}, {path}: this key stands twice.")


def _keys(node: yaml.Node | None, above: str = "") -> Iterator[tuple[int, str, bool]]:
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for name, value in node.value:
        path = above + str(name.value)
        yield name.start_mark.line + 1, path, path in seen
        seen.add(path)
        if above.count(".") < _DEEPEST:
            yield from _keys(value, path + ".")


def _unread(tree: yaml.Node | None) -> tuple[int, str]:
    """Return line and key of a value that YAML takes for a date or number and that is none."""
    for name, value in tree.value if isinstance(tree, yaml.MappingNode) else ():
        try:
            yaml.safe_load(yaml.serialize(value))
        except (ValueError, yaml.YAMLError):
            return name.start_mark.line + 1, str(name.value)
    return 1, "the file"


def _line_of(node: yaml.Node | None, keys: list[str]) -> int:
    line = node.start_mark.line + 1 if node else 1
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            return line
        pairs = [(name, value) for name, value in node.value if name.value == key]
        if not pairs:
            return line
        line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
    return line


def policy_id(policy: Policy, path: Path | None = None) -> str:
    """Hash policy, own recognisers, word lists, model pins and the engine's code to 64 digits."""
    whole = hashlib.sha256(b"sayso redaction policy\0")
    whole.update((path or DEFAULT).read_bytes() + b"\0" + lists.digest().encode())
    for source in sorted(_CODE.rglob("*.py")):
        whole.update(source.relative_to(_CODE).as_posix().encode() + b"\0" + source.read_bytes())
    if policy.recognizers is not None:
        for own in sorted(policy.recognizers.glob("*.yaml")):
            whole.update(own.name.encode() + b"\0" + own.read_bytes())
    return whole.hexdigest()
