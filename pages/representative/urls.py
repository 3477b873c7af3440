"""Addresses of the employee representative."""

from django.urls import URLPattern

app_name = "representative"
urlpatterns: list[URLPattern] = []
