"""Every call is signed, over exactly the named components, by the device alone."""

from datetime import timedelta

import http_sf
import pytest

from capture.protocol.codes import Code
from capture.protocol.signatures import COMPONENTS
from governance import clock
from governance.devices.models import Device
from tests.capture.ingest.desk import BATCHES, Desk, enrolled, row_of, send
from tests.capture.ingest.test_uploads import refused

NARROW = "/agent/v1/narrow"
PAUSE = b'{"type":"sayso-narrow/1","act":"pause","purpose":null,"minutes":5}'
CALLS = [BATCHES, NARROW, "/agent/v1/answers"]


@pytest.fixture
def desk(company) -> Desk:
    return enrolled(company.employee)


@pytest.mark.parametrize("path", CALLS)
def test_an_unsigned_call_is_refused(company, path):
    headers = {"Content-Type": "application/json", "Content-Encoding": "identity"}
    refused(send(path, PAUSE, headers), Code.SIGNATURE_MISSING)


@pytest.mark.parametrize("missing", ["Signature", "Signature-Input"])
def test_half_a_signature_is_none(desk, missing):
    headers = desk.headers(NARROW, PAUSE)
    del headers[missing]
    refused(send(NARROW, PAUSE, headers), Code.SIGNATURE_MISSING)


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_signature_without_one_component_is_invalid(desk, component):
    headers = desk.headers(NARROW, PAUSE)
    fewer = headers["Signature-Input"].replace(f'"{component}" ', "").replace(f' "{component}"', "")
    assert fewer != headers["Signature-Input"]
    refused(send(NARROW, PAUSE, headers | {"Signature-Input": fewer}), Code.SIGNATURE_INVALID)


@pytest.mark.parametrize("parameter", ["created", "nonce", "alg", "tag", "keyid"])
def test_a_signature_without_one_parameter_is_invalid(desk, parameter):
    headers = desk.headers(NARROW, PAUSE)
    parsed = http_sf.parse(headers["Signature-Input"].encode(), tltype="dictionary")
    items, parameters = parsed["sayso"]
    kept = {name: value for name, value in parameters.items() if name != parameter}
    line = http_sf.ser({"sayso": (items, kept)})
    answer = send(NARROW, PAUSE, headers | {"Signature-Input": line})
    assert answer.status_code in {401, 403}
    assert answer.json()["error"] in {"signature-invalid", "device-unknown"}


def test_another_body_path_host_or_method_is_another_request(desk):
    signed = desk.headers(NARROW, PAUSE)
    refused(send(NARROW, PAUSE + b" ", signed), Code.SIGNATURE_INVALID)
    refused(send(BATCHES, PAUSE, signed), Code.SIGNATURE_INVALID)
    refused(send(f"{NARROW}?a=1", PAUSE, signed), Code.SIGNATURE_INVALID)
    elsewhere = desk.headers(NARROW, PAUSE, host="other.example")
    refused(send(NARROW, PAUSE, elsewhere), Code.SIGNATURE_INVALID)


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_signature_counts_for_sixty_seconds(desk, seconds):
    now = clock.now()
    with clock.at(now + timedelta(seconds=seconds)):
        headers = desk.headers(NARROW, PAUSE)
    with clock.at(now):
        refused(send(NARROW, PAUSE, headers), Code.SIGNATURE_EXPIRED)


@pytest.mark.parametrize(
    "change",
    [
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-8"},
    ],
)
def test_another_encoding_is_not_supported(desk, change):
    headers = desk.headers(NARROW, PAUSE) | change
    refused(send(NARROW, PAUSE, headers), Code.ENCODING_NOT_SUPPORTED)


def test_what_is_not_signed_well_does_not_count_the_call(desk):
    headers = desk.headers(NARROW, PAUSE, counter=50)
    send(NARROW, PAUSE + b" ", headers)
    assert row_of(desk.device).counter == 1


def test_a_replayed_call_revokes(desk):
    headers = desk.headers(NARROW, PAUSE)
    assert send(NARROW, PAUSE, headers).status_code == 200
    with clock.at(clock.now()):  # it is not held up on its way
        refused(send(NARROW, PAUSE, headers), Code.COUNTER_REUSED)
    assert Device.objects.get(pk=desk.device).revoked


def test_a_call_to_the_address_as_it_is_written_counts(desk):
    assert desk.post(f"{NARROW}?", PAUSE).status_code in {200, 401}
    assert desk.post(NARROW, PAUSE).status_code == 200
