"""A batch opens for its key, its device and its place alone; sizes tell nothing."""

import gzip
import json
import secrets
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from capture.protocol.codes import ContentFailure
from capture.protocol.content import CONTENT_MAX, Content
from capture.protocol.encoding import b64, encode, unb64
from capture.protocol.messages import (
    Accepted,
    BatchRequest,
    EpochRef,
    State,
    WaitRequest,
)
from capture.protocol.padding import (
    DoesNotFit,
    padded_accepted,
    padded_batch,
    padded_state,
    padded_wait,
)
from capture.protocol.sealing import ContentRefused, binding, open_sealed, seal
from tests.capture.protocol.making import INTAKE, episode, lease, signed_lease

DEVICE = uuid4()
CONTENT = Content(device=DEVICE, seq=3, episodes=(episode("Zoë \u202e €"),))


def failure(sealed: bytes, private=INTAKE, device=DEVICE, seq=3) -> ContentFailure:
    with pytest.raises(ContentRefused) as caught:
        open_sealed(sealed, private, device, seq)
    return caught.value.failure


def by_hand(plain: bytes) -> bytes:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    return suite.encrypt(plain, INTAKE.public_key(), binding(DEVICE, 3))


def test_what_is_sealed_opens_as_it_was():
    sealed = seal(CONTENT, INTAKE.public_key())
    assert open_sealed(sealed, INTAKE, DEVICE, 3) == CONTENT
    assert "Zoë".encode() not in sealed


def test_it_opens_for_nobody_else_and_in_no_other_place():
    sealed = seal(CONTENT, INTAKE.public_key())
    assert failure(sealed, private=X25519PrivateKey.generate()) is ContentFailure.CANNOT_OPEN
    assert failure(sealed, device=uuid4()) is ContentFailure.CANNOT_OPEN
    assert failure(sealed, seq=4) is ContentFailure.CANNOT_OPEN
    assert failure(sealed[:-1]) is ContentFailure.CANNOT_OPEN
    assert failure(b"") is ContentFailure.CANNOT_OPEN
    assert failure(secrets.token_bytes(500)) is ContentFailure.CANNOT_OPEN


def test_a_bomb_is_stopped_at_one_mebibyte():
    assert failure(by_hand(gzip.compress(b" " * 500_000_000))) is ContentFailure.TOO_LARGE
    assert failure(by_hand(gzip.compress(b" " * (CONTENT_MAX + 1)))) is ContentFailure.TOO_LARGE


def test_what_is_not_the_content_is_named():
    good = encode(CONTENT)
    assert failure(by_hand(good)) is ContentFailure.MALFORMED
    assert failure(by_hand(gzip.compress(good)[:-3])) is ContentFailure.MALFORMED
    assert failure(by_hand(gzip.compress(good) + b"x")) is ContentFailure.MALFORMED
    more = json.dumps({**json.loads(good), "more": 1}).encode()
    assert failure(by_hand(gzip.compress(more))) is ContentFailure.UNKNOWN_FIELD
    other = encode(CONTENT.model_copy(update={"device": uuid4()}))
    assert failure(by_hand(gzip.compress(other))) is ContentFailure.DEVICE_DIFFERS


def test_a_waiting_request_has_1024_bytes_and_doubles():
    few = WaitRequest(nonce=b"n" * 16, seen="", stopped=())
    assert len(padded_wait(few)) == 1024
    refs = tuple(EpochRef(purpose="bookings", epoch=f"epoch-{n:04}") for n in range(30))
    assert len(padded_wait(few.model_copy(update={"stopped": refs}))) == 2048
    longest = tuple(EpochRef(purpose="p" * 80, epoch=f"{n:064}") for n in range(40))
    assert len(padded_wait(few.model_copy(update={"stopped": longest}))) == 8192


def test_a_state_with_and_without_a_lease_have_the_same_size():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    with_lease = signed_lease(lease(DEVICE, "t" * 43, b"n" * 16), key)
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    sizes = {
        len(padded_state(State(digest="x", lease=one, time=moment, pad="  ")))
        for one in (None, with_lease)
    }
    assert sizes == {49_152}


def test_an_empty_slot_and_a_full_one_have_the_same_size():
    empty = BatchRequest(seq=0, lease=0, epochs=(), key="", sealed=secrets.token_bytes(8192))
    sealed = seal(CONTENT, INTAKE.public_key())
    ref = EpochRef(purpose="bookings", epoch="epoch-one")
    full = BatchRequest(seq=1, lease=1, epochs=(ref,), key="k" * 22, sealed=sealed)
    assert len(padded_batch(empty)) == len(padded_batch(full)) == 16_384
    big = full.model_copy(update={"sealed": secrets.token_bytes(20_000)})
    assert len(padded_batch(big)) == 32_768
    with pytest.raises(DoesNotFit):
        padded_batch(full.model_copy(update={"sealed": secrets.token_bytes(200_000)}))


def test_the_answer_to_an_upload_has_512_bytes():
    assert {len(padded_accepted(Accepted(accepted=n))) for n in (0, 7, 2**53 - 1)} == {512}


def test_base64url_has_one_spelling():
    assert unb64(b64(b"\xff\xfe")) == b"\xff\xfe"
    for bad in ("__4=", "__5", "+/4", "a", "__ 4", "__4\n"):
        with pytest.raises(ValueError, match="base64url"):
            unb64(bad)
