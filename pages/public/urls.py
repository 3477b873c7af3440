"""Addresses that open for everybody."""

from django.urls import path

from pages.public import ask, asked, check, fingerprint, front, keys, language, log, verifier

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("keys/", keys.keys, name="keys"),
    path("never-recorded/", front.never_recorded, name="never_recorded"),
    path("ask/", ask.ask, name="ask"),
    path("ask/sent/", ask.ask_sent, name="ask_sent"),
    path("ask/<str:token>/", ask.ask_link, name="ask_link"),
    path("asked/<str:token>/", asked.asked, name="asked"),
    path("asked/<str:token>/certificate.json", asked.certificate, name="asked_certificate"),
    path("asked/<str:token>/certificate.pdf", asked.certificate_pdf, name="asked_certificate_pdf"),
    path("check/", check.check, name="check"),
    path("fingerprint/", fingerprint.fingerprint, name="fingerprint"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/consistency/", log.consistency, name="log_consistency"),
    path("verify.py", verifier.verifier, name="verifier"),
    path("language/", language.choose, name="language"),
]
