"""Addresses that open for everybody."""

from django.urls import path
from django.views.i18n import set_language

from pages.public import front

app_name = "public"
urlpatterns = [
    path("", front.front, name="front"),
    path("never-recorded/", front.never_recorded, name="never_recorded"),
    path("language/", set_language, name="language"),
]
