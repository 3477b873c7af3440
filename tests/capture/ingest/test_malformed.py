"""Whatever comes, the answer is of class 4xx with a named error, never 5xx."""

import gzip
import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capture.protocol.codes import Code, ErrorAnswer
from capture.protocol.decoding import decode
from capture.protocol.encoding import encode
from capture.protocol.messages import NarrowRequest
from tests.capture.ingest.desk import BATCHES, HOST, Desk, enrolled, row_of, send
from tests.capture.ingest.test_enrolling import OPEN, asked
from tests.capture.ingest.test_uploads import refused

ANSWERS, NARROW = "/agent/v1/answers", "/agent/v1/narrow"
SIGNED = [BATCHES, ANSWERS, NARROW]
CONFIRM = f"{OPEN}/00000000-0000-4000-8000-000000000000/confirm"
GOOD = json.loads(encode(NarrowRequest(act="pause", minutes=5)))

NASTY = {
    "nothing": b"",
    "no json": b"hello",
    "half": b'{"type":',
    "an array": b"[]",
    "a number": b"1",
    "null": b"null",
    "deep arrays": b"[" * 8_000,
    "deep objects": b'{"a":' * 3_000,
    "NaN": b'{"type":"sayso-narrow/1","act":"pause","minutes":NaN}',
    "infinity": b'{"type":"sayso-narrow/1","act":"pause","minutes":1e999}',
    "a huge number": b'{"type":"sayso-narrow/1","act":"pause","minutes":' + b"9" * 5_000 + b"}",
    "NUL": b'{"type":"sayso-narrow/1","act":"pause","purpose":"a\\u0000"}',
    "a raw NUL": b'{"type":"sayso-narrow/1\x00","act":"pause"}',
    "a lone surrogate": b'{"type":"sayso-narrow/1","act":"pause","purpose":"\\ud800"}',
    "raw surrogate bytes": b'{"type":"\xed\xa0\x80"}',
    "no UTF-8": b'{"type":"\xff\xfe"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
    "a duplicate key": b'{"type":"sayso-narrow/1","act":"pause","act":"withdraw"}',
    "a wrong type": b'{"type":"sayso-narrow/1","act":["pause"]}',
    "another type": b'{"type":"sayso-wait/1","act":"pause"}',
    "a true": b'{"type":"sayso-narrow/1","act":"pause","minutes":true}',
    "a text for a number": b'{"type":"sayso-narrow/1","act":"pause","minutes":"5"}',
    "a fraction": b'{"type":"sayso-narrow/1","act":"pause","minutes":5.5}',
    "a negative number": b'{"type":"sayso-narrow/1","act":"pause","minutes":-5}',
    "beyond every calendar": b'{"type":"sayso-narrow/1","act":"pause","minutes":99999999999}',
    "an unknown field": b'{"type":"sayso-narrow/1","act":"pause","more":1}',
    "a bomb": gzip.compress(b" " * 10_000_000),
    "a script": b'{"type":"<script>alert(1)</script>"}',
}


@pytest.fixture
def desk(company) -> Desk:
    return enrolled(company.employee)


@pytest.mark.parametrize("path", SIGNED)
@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY.keys())
def test_signed_nonsense_is_refused_by_name(desk, path, body):
    answer = desk.post(path, body)
    assert 400 <= answer.status_code < 500, answer.content
    decode(ErrorAnswer, answer.content)


@pytest.mark.parametrize("path", [OPEN, CONFIRM])
@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY.keys())
def test_nonsense_of_a_newcomer_is_refused_by_name(company, path, body):
    answer = Desk().post(path, body, counter=1)
    assert 400 <= answer.status_code < 500, answer.content
    decode(ErrorAnswer, answer.content)


def test_unknown_fields_have_their_own_name(desk):
    refused(desk.post(NARROW, NASTY["an unknown field"]), Code.UNKNOWN_FIELD)
    refused(desk.post(NARROW, NASTY["a duplicate key"]), Code.MALFORMED)


def test_the_longest_pause_is_no_error(desk):
    for _ in range(2):
        longest = NarrowRequest(act="pause", minutes=527_040)
        assert desk.post(NARROW, longest).status_code == 200


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(["sayso-narrow/1", "sayso-batch/1", "pause", "withdraw", "A" * 22]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "act", "seq", "lease", "epochs", "key", "sealed", "pad", "x"])
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUIET
@given(value=JSON, path=st.sampled_from(SIGNED))
def test_any_json_is_refused_by_name(desk, value, path):
    body = json.dumps(value).encode()
    answer = desk.post(path, body)
    if answer.status_code == 200:
        decode(NarrowRequest, body)  # by chance it was a good one: an act is enough
        return
    assert 400 <= answer.status_code < 500, (body, answer.content)
    decode(ErrorAnswer, answer.content)


@QUIET
@given(body=st.binary(max_size=200), path=st.sampled_from([*SIGNED, OPEN, CONFIRM]))
def test_any_bytes_are_refused_by_name(desk, body, path):
    answer = desk.post(path, body)
    assert 400 <= answer.status_code < 500, (body, answer.content)


@QUIET
@given(data=st.data())
def test_a_good_message_with_one_thing_changed_never_breaks_anything(desk, data):
    changed = dict(GOOD)
    name = data.draw(st.sampled_from(sorted(changed)))
    changed[name] = data.draw(JSON)
    answer = desk.post(NARROW, json.dumps(changed).encode())
    assert answer.status_code < 500, answer.content


HEADERS = ("Signature", "Signature-Input", "Content-Digest", "Content-Type", "Content-Encoding")
LINES = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80) | st.sampled_from(
    ["sayso=()", "sayso=::", 'sayso=("@method");created=1', "a=1, a=2", "sayso=:AAAA:", "(" * 500]
)


@QUIET
@given(name=st.sampled_from(HEADERS), line=LINES)
def test_any_header_line_is_refused_by_name(desk, name, line):
    body = encode(NarrowRequest(act="pause", minutes=5))
    headers = desk.headers(NARROW, body) | {name: line}
    answer = send(NARROW, body, headers)
    assert 400 <= answer.status_code < 500, (name, line, answer.content)


@QUIET
@given(data=st.data())
def test_a_signature_input_with_signs_exchanged_is_refused(desk, data):
    body = encode(NarrowRequest(act="pause", minutes=5))
    headers = desk.headers(NARROW, body)
    line = headers["Signature-Input"]
    at = data.draw(st.integers(0, 199))
    sign = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    changed = line[:at] + sign + line[at + 1 :]
    answer = send(NARROW, body, headers | {"Signature-Input": changed})
    assert answer.status_code < 500, (changed, answer.content)
    if answer.status_code == 200:
        assert changed == line


def test_huge_headers_are_refused(desk):
    body = encode(NarrowRequest(act="pause", minutes=5))
    headers = desk.headers(NARROW, body) | {"Signature": "sayso=:" + "A" * 60_000 + ":"}
    refused(send(NARROW, body, headers), Code.SIGNATURE_INVALID)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head"])
@pytest.mark.parametrize("path", [*SIGNED, OPEN])
def test_other_methods_are_not_allowed(company, path, method):
    answer = getattr(Client(raise_request_exception=False), method)(path, headers={"Host": HOST})
    assert answer.status_code == 405


def test_sealed_rubbish_is_kept_sealed_for_the_worker_to_name(desk, company):
    from tests import factories
    from tests.capture.ingest.desk import leased

    factories.allow(company.employee)
    leased(desk)
    answer = desk.post(BATCHES, desk.batch(1, sealed=b"x" * 200))
    assert answer.status_code == 202
    assert row_of(desk.device).accepted == 1


def test_errors_of_an_upload_have_the_size_of_a_good_answer(desk):
    assert len(desk.post(BATCHES, b"{}").content) == 512


def test_an_enrolment_with_odd_names_is_taken_as_it_is(company):
    desk = Desk()
    odd = asked(desk, "x" * 300).model_copy(update={"host": "\u202e\u00e9\u6f22" * 50})
    assert desk.post(OPEN, odd, counter=1).status_code == 201
