"""Whatever a stranger sends, decoding answers with a named error or a message."""

import contextlib
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capture.protocol.codes import Code
from capture.protocol.content import Content
from capture.protocol.decoding import DEPTH_MAX, DecodingError, decode
from capture.protocol.encoding import encode
from capture.protocol.messages import BatchRequest, EpochRef, NarrowRequest, WaitRequest

GOOD = b'{"type":"sayso-narrow/1","act":"pause","purpose":null,"minutes":5}'


def code_of(model, raw: bytes) -> Code:
    with pytest.raises(DecodingError) as caught:
        decode(model, raw)
    assert str(caught.value) == caught.value.code.value
    return caught.value.code


def test_a_message_comes_back_as_it_was_sent():
    message = decode(NarrowRequest, GOOD)
    assert decode(NarrowRequest, encode(message)) == message


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        GOOD[:-1],
        GOOD + b"x",
        GOOD.replace(b"5}", b"NaN}"),
        GOOD.replace(b"5}", b"Infinity}"),
        GOOD.replace(b"5}", b"-Infinity}"),
        GOOD.replace(b"5}", b"1e999}"),
        GOOD.replace(b"5}", b"5.0}"),
        GOOD.replace(b"5}", b'"5"}'),
        GOOD.replace(b"5}", b"true}"),
        GOOD.replace(b"5}", b"9" * 5000 + b"}"),
        GOOD.replace(b"5}", b"9" * 25 + b"}"),
        GOOD.replace(b"null", b'"a\\u0000b"'),
        GOOD.replace(b"null", b'"\\ud800"'),
        GOOD.replace(b"null", b'"\xed\xa0\x80"'),
        GOOD.replace(b"null", b'"a\x00b"'),
        GOOD.replace(b'"minutes"', b'"act":"pause","minutes"'),
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b'"' + b'\\"' * 100_000,
    ],
    ids=range(24),
)
def test_what_is_not_the_message_is_malformed(raw):
    assert code_of(NarrowRequest, raw) is Code.MALFORMED


def test_an_unknown_field_is_named_as_such():
    assert code_of(NarrowRequest, GOOD.replace(b'"act"', b'"extra":1,"act"')) is Code.UNKNOWN_FIELD


def test_a_lone_surrogate_and_a_nul_inside_a_text_are_malformed():
    for bad in ("\\ud800", "\\u0000", "x\\udfffy"):
        raw = b'{"type":"sayso-confirm/1","words":"%s"}' % bad.encode()
        assert code_of(NarrowRequest, raw) is Code.MALFORMED


def test_nesting_has_a_limit_and_brackets_in_texts_do_not_count():
    raw = json.dumps({"type": "sayso-narrow/1", "act": "pause", "purpose": "[" * 50})
    assert code_of(NarrowRequest, raw.encode()) is Code.MALFORMED  # by its pattern, not its depth
    deep = b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1)
    assert code_of(NarrowRequest, deep) is Code.MALFORMED


def test_a_slot_is_either_empty_or_whole():
    ref = EpochRef(purpose="a", epoch="12345678")
    good = BatchRequest(seq=1, lease=1, epochs=(ref,), key="a" * 22, sealed=b"x" * 60)
    for field, value in (("lease", 0), ("key", ""), ("epochs", []), ("seq", 0)):
        raw = json.dumps({**json.loads(encode(good)), field: value}).encode()
        assert code_of(BatchRequest, raw) is Code.ENVELOPE_INVALID


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400))
@example(b'{"type":"sayso-narrow/1","act":"\\u00')
def test_no_bytes_raise_anything_else(raw):
    for model in (NarrowRequest, WaitRequest, BatchRequest, Content):
        with contextlib.suppress(DecodingError):
            decode(model, raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("type", "device", "seq", "episodes", "nonce", "seen", "stopped", "pad"), json_values
        ),
    )
)
def test_no_values_raise_anything_else(value):
    raw = json.dumps(value).encode("utf-8", "surrogatepass")
    for model in (WaitRequest, Content):
        with contextlib.suppress(DecodingError):
            decode(model, raw)


def test_reading_a_large_body_takes_time_in_proportion_to_its_length():
    hard = b'{"type":"' + b'\\"' * 60_000
    for _ in range(20):  # quadratic reading would take minutes here
        assert code_of(NarrowRequest, hard) is Code.MALFORMED
