"""Names of public keys: RFC 7638 thumbprints of devices, short ids of server keys."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from capture.protocol.encoding import b64


def thumbprint(public: Ed25519PublicKey) -> str:
    """Return the SHA-256 JWK thumbprint of a device key (RFC 7638, RFC 8037), base64url."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{b64(public.public_bytes_raw())}"}}'
    return b64(hashlib.sha256(jwk.encode("ascii")).digest())


def key_id(public: Ed25519PublicKey | X25519PublicKey) -> str:
    """Return the id of a server key: the first 16 bytes of SHA-256 of its raw public half."""
    return b64(hashlib.sha256(public.public_bytes_raw()).digest()[:16])
