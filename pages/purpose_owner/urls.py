"""Addresses of the purpose owner."""

from django.urls import URLPattern

app_name = "purpose_owner"
urlpatterns: list[URLPattern] = []
