"""Strict reading of JSON from strangers: one kind of error, whatever comes.

Refused: bytes that are not UTF-8, duplicate keys, NaN and infinities, numbers of more than twenty
digits, lone surrogates, NUL, nesting deeper than sixteen, unknown fields, wrong types.
"""

import json
import re
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from capture.protocol.codes import Code, WireError
from capture.protocol.messages import ENVELOPE_INVALID

DEPTH_MAX: Final = 16
DIGITS_MAX: Final = 20
# A string is one token (an unclosed one runs to the end), so brackets inside do not count.
_TOKENS: Final = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_DOUBTFUL: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")

M = TypeVar("M", bound=BaseModel)


class DecodingError(WireError):
    """What was received is not the message that was expected."""


def decode(model: type[M], raw: bytes) -> M:
    """Return the message in `raw`.

    Args:
        model: which message is expected.
        raw: the transported bytes.

    Raises:
        DecodingError: with `malformed`, `unknown-field` or `envelope-invalid`; nothing else.
    """
    text = _checked(raw)
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise DecodingError(_code_of(error)) from None


def _checked(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
        _check_depth(text)
        value = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_constant=_refuse,
            parse_int=_short_int,
            parse_float=_short_float,
        )
        if _DOUBTFUL.search(text):
            _check_strings(value)
    except (ValueError, RecursionError):
        raise DecodingError(Code.MALFORMED) from None
    return text


def _check_depth(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        sign = token.group()[0]
        if sign in "[{":
            depth += 1
            if depth > DEPTH_MAX:
                raise ValueError("too deep")
        elif sign in "]}":
            depth -= 1


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse(_constant: str) -> float:
    raise ValueError("not a number")


def _short_int(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError("too long a number")
    return int(digits)


def _short_float(digits: str) -> float:
    value = float(digits)
    if len(digits) > 2 * DIGITS_MAX or value in (float("inf"), float("-inf")):
        raise ValueError("too long or too large a number")
    return value


def _check_strings(value: object) -> None:
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_strings(key)
            _check_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_strings(inner)


def _code_of(error: ValidationError) -> Code:
    kinds = {item["type"] for item in error.errors(include_url=False, include_input=False)}
    if "extra_forbidden" in kinds:
        return Code.UNKNOWN_FIELD
    return Code.ENVELOPE_INVALID if kinds == {ENVELOPE_INVALID} else Code.MALFORMED
