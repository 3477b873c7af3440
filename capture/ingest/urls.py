"""Addresses under `/agent/v1/`; each call is signed by a device."""

from django.urls import path

from capture.ingest.api import api

urlpatterns = [path("", api.urls)]
