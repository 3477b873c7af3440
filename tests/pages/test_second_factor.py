"""The second factor: asked for where there is one, set up in the browser."""

from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from tests import factories


def test_somebody_with_a_second_factor_is_asked_for_it(company):
    person = factories.person(email="two@kestrel.example", password="a-good-long-password")
    Authenticator.objects.create(
        user=person.user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    client = Client()
    right = {"login": "two@kestrel.example", "password": "a-good-long-password"}
    answer = client.post(reverse("account_login"), right)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/home/").status_code == 302


def test_a_second_factor_can_be_set_up(company, monkeypatch):
    standing = SimpleNamespace(time=lambda: 1_795_000_000)  # a code holds for half a minute
    monkeypatch.setattr(auth, "time", standing)
    factories.person(email="new@kestrel.example", password="a-good-long-password")
    client = Client()
    right = {"login": "new@kestrel.example", "password": "a-good-long-password"}
    client.post(reverse("account_login"), right)
    client.post(reverse("account_reauthenticate"), {"password": right["password"]})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert done.status_code == 302
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
