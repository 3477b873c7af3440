"""Addresses of the data steward."""

from django.urls import URLPattern

app_name = "steward"
urlpatterns: list[URLPattern] = []
