"""A request counts only with exactly the signature that the protocol names."""

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner
from http_message_signatures.algorithms import ED25519

from capture.protocol import signatures
from capture.protocol.codes import Code
from capture.protocol.keys import thumbprint
from capture.protocol.signatures import (
    COMPONENTS,
    RequestParts,
    SignatureRefused,
    content_digest,
    sign,
    verify,
)

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
BODY = b'{"type":"sayso-wait/1"}'


def bare(**changes) -> RequestParts:
    parts = RequestParts("POST", "sayso.example", "/agent/v1/wait?a=%20b", (), BODY)
    return dataclasses.replace(parts, **changes)


def signed(counter=7, now=NOW, **changes) -> RequestParts:
    parts = bare(**changes)
    return dataclasses.replace(parts, headers=tuple(sign(parts, KEY, counter, now).items()))


def with_header(parts: RequestParts, name: str, value: str | None) -> RequestParts:
    kept = tuple((k, v) for k, v in parts.headers if k.lower() != name.lower())
    return dataclasses.replace(parts, headers=kept if value is None else (*kept, (name, value)))


def check(parts: RequestParts, now=NOW):
    return verify(parts, {thumbprint(KEY.public_key()): KEY.public_key()}.get, now)


def refused(parts: RequestParts, now=NOW) -> Code:
    with pytest.raises(SignatureRefused) as caught:
        check(parts, now)
    return caught.value.code


class OneKey:
    def resolve_private_key(self, _key_id):
        return KEY


def by_hand(
    components=COMPONENTS, label="sayso", tag="sayso-agent", nonce="7", append=None, **options
) -> RequestParts:
    """A request signed with the right key, but otherwise than the protocol says."""
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "identity",
        "Content-Digest": content_digest(BODY),
        "X-More": "1",
    }
    view = signatures._View("POST", "https://sayso.example/agent/v1/wait?a=%20b", headers)
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=OneKey())
    signer.sign(
        view,
        key_id=thumbprint(KEY.public_key()),
        created=options.pop("created", NOW),
        nonce=nonce,
        label=label,
        tag=tag,
        covered_component_ids=components,
        use_existing_digest=True,
        **options,
    )
    if append:
        signer.sign(
            view,
            key_id="other",
            created=NOW,
            nonce="8",
            label=append,
            tag="other",
            covered_component_ids=components,
            use_existing_digest=True,
            append_if_signature_exists=True,
        )
    return bare(headers=tuple(headers.items()))


def test_a_signed_request_tells_who_and_the_counter():
    verified = check(signed(counter=41))
    assert (verified.keyid, verified.counter) == (thumbprint(KEY.public_key()), 41)
    assert check(by_hand()).counter == 7


@pytest.mark.parametrize("missing", COMPONENTS)
def test_each_component_that_is_not_covered_is_refused(missing):
    left = tuple(name for name in COMPONENTS if name != missing)
    assert refused(by_hand(left)) is Code.SIGNATURE_INVALID


@pytest.mark.parametrize("extra", ["x-more", "@target-uri", '"content-type";sf'])
def test_an_additional_component_is_refused(extra):
    assert refused(by_hand((*COMPONENTS, extra))) is Code.SIGNATURE_INVALID


@pytest.mark.parametrize(
    "otherwise",
    [
        {"label": "other"},
        {"tag": "other"},
        {"tag": None},
        {"append": "second"},
        {"nonce": None},
        {"nonce": "0"},
        {"nonce": "-1"},
        {"nonce": "07"},
        {"nonce": "x"},
        {"nonce": "9" * 17},
        {"include_alg": False},
        {"expires": NOW + timedelta(seconds=30)},
    ],
    ids=str,
)
def test_any_other_parameter_label_or_number_of_signatures_is_refused(otherwise):
    assert refused(by_hand(**otherwise)) is Code.SIGNATURE_INVALID


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("method", "PUT"),
        ("authority", "other.example"),
        ("target", "/agent/v1/wait?a=%20c"),
        ("target", "/agent/v1/wait"),
        ("target", "/agent/v1/batches?a=%20b"),
        ("target", "/agent/v1/wait?a= b"),
        ("body", BODY + b" "),
        ("body", b""),
    ],
)
def test_what_was_changed_on_its_way_is_refused(field, value):
    assert refused(dataclasses.replace(signed(), **{field: value})) is Code.SIGNATURE_INVALID


def test_a_signature_is_good_for_sixty_seconds_to_either_side():
    for seconds in (-60, 60):
        assert check(signed(), NOW + timedelta(seconds=seconds))
    for seconds in (-61, 61, 86_400):
        assert refused(signed(), NOW + timedelta(seconds=seconds)) is Code.SIGNATURE_EXPIRED


def test_no_signature_is_told_from_a_wrong_one():
    assert refused(bare()) is Code.SIGNATURE_MISSING
    assert refused(with_header(signed(), "Signature", None)) is Code.SIGNATURE_MISSING
    assert refused(with_header(signed(), "Signature-Input", None)) is Code.SIGNATURE_MISSING
    assert refused(with_header(signed(), "Signature", "sayso=:AAAA:")) is Code.SIGNATURE_INVALID
    for junk in ("", ":", "sayso", "sayso=()", "\u00e9", "a" * 10_000, "sayso=((((", "a=1, a=2"):
        for name in ("Signature", "Signature-Input"):
            assert refused(with_header(signed(), name, junk)) is Code.SIGNATURE_INVALID


def test_a_header_given_twice_is_refused():
    parts = signed()
    for name, value in parts.headers:
        twice = dataclasses.replace(parts, headers=(*parts.headers, (name, value)))
        assert refused(twice) in (Code.SIGNATURE_INVALID, Code.ENCODING_NOT_SUPPORTED)


@pytest.mark.parametrize("encoding", ["gzip", "Identity", "", "identity, gzip", None])
def test_any_other_content_encoding_is_not_supported(encoding):
    parts = with_header(signed(), "Content-Encoding", encoding)
    assert refused(parts) is Code.ENCODING_NOT_SUPPORTED


def test_any_other_digest_is_refused():
    for digest in ("sha-512=:AAAA:", content_digest(b"other"), f"{content_digest(BODY)}, x=:AA:"):
        assert refused(with_header(signed(), "Content-Digest", digest)) is Code.SIGNATURE_INVALID


def test_an_unknown_key_and_another_ones_key_are_refused():
    with pytest.raises(SignatureRefused) as caught:
        verify(signed(), lambda _keyid: None, NOW)
    assert caught.value.code is Code.DEVICE_UNKNOWN
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(SignatureRefused) as caught:
        verify(signed(), lambda _keyid: other, NOW)
    assert caught.value.code is Code.SIGNATURE_INVALID


def test_what_the_look_up_of_a_key_raises_passes():
    class Revoked(Exception):
        pass

    def look_up(_keyid):
        raise Revoked

    with pytest.raises(Revoked):
        verify(signed(), look_up, NOW)


def test_the_key_is_not_looked_up_for_a_signature_out_of_time():
    def look_up(_keyid):
        raise AssertionError

    with pytest.raises(SignatureRefused):
        verify(signed(), look_up, NOW + timedelta(minutes=5))


def test_a_flipped_bit_anywhere_in_the_signature_is_refused():
    parts = signed()
    value = dict(parts.headers)["Signature"]
    start = value.index(":") + 1
    for at in itertools.islice(range(start, len(value) - 3), 0, None, 7):
        flipped = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
        assert refused(with_header(parts, "Signature", flipped)) is Code.SIGNATURE_INVALID
