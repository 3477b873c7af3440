"""Anyone can check a signature: the public keys open for everybody, and nothing else does."""

import json

from django.test import Client
from django.urls import reverse

from governance import signing
from governance.keys import signers
from governance.signing import Use


def test_everybody_gets_the_public_keys_and_can_check_a_signature_with_them(both):
    signed = signers.sign(Use.RELEASE, "sayso-test/1", b"{}")
    answer = Client().get(reverse("public:keys"))
    keys = json.loads(answer.content)["keys"]
    public = signing.decode(keys["release"][signed.key])
    assert signing.check(public, signed, "sayso-test/1") == b"{}"
    assert signing.key_id(public) == signed.key


def test_every_use_has_its_keys(both):
    answer = json.loads(Client().get(reverse("public:keys")).content)
    assert set(answer["keys"]) == {str(use) for use in Use}
