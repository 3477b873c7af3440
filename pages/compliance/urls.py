"""Addresses of the compliance officer."""

from django.urls import URLPattern, path

from pages.compliance import log, overview, purposes, quarantine, requests, stopping

app_name = "compliance"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("stop", stopping.stop_all, name="stop"),
    path("start", stopping.start_again, name="start"),
    path("purposes", purposes.purposes, name="purposes"),
    path("purposes/<slug:slug>/<int:number>", purposes.purpose, name="purpose"),
    path("purposes/opinion", purposes.opinion, name="opinion"),
    path("purposes/decide", purposes.decide, name="decide"),
    path("requests", requests.requests, name="requests"),
    path("requests/<uuid:waiting_id>", requests.case, name="request"),
    path("requests/<uuid:waiting_id>/word", requests.countersign, name="countersign"),
    path("log", log.log, name="log"),
    path("log/export", log.export_log, name="log_export"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/retry", quarantine.retry, name="retry"),
    path("quarantine/destroy", quarantine.destroy, name="destroy"),
]
