"""Addresses of the compliance officer."""

from django.urls import URLPattern

app_name = "compliance"
urlpatterns: list[URLPattern] = []
