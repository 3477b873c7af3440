"""Addresses of HR."""

from django.urls import URLPattern

app_name = "hr"
urlpatterns: list[URLPattern] = []
