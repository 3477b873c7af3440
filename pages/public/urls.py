"""Addresses that open for everybody."""

from django.urls import path

from pages.public import front, keys, language

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("keys/", keys.keys, name="keys"),
    path("never-recorded/", front.never_recorded, name="never_recorded"),
    path("language/", language.choose, name="language"),
]
