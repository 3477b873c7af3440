"""Addresses of the compliance officer."""

from django.urls import URLPattern, path

from pages.compliance import (
    log,
    masking,
    overview,
    purposes,
    quarantine,
    requests,
    retention,
    reviews,
    stopping,
    suspend,
)

app_name = "compliance"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("stop", stopping.stop_all, name="stop"),
    path("start", stopping.start_again, name="start"),
    path("suspend", suspend.suspensions, name="suspensions"),
    path("suspend/now", suspend.suspend, name="suspend"),
    path("suspend/lift", suspend.lift, name="lift"),
    path("purposes", purposes.purposes, name="purposes"),
    path("purposes/<slug:slug>/<int:number>", purposes.purpose, name="purpose"),
    path("purposes/opinion", purposes.opinion, name="opinion"),
    path("purposes/decide", purposes.decide, name="decide"),
    path("requests", requests.requests, name="requests"),
    path("requests/<uuid:waiting_id>", requests.case, name="request"),
    path("requests/<uuid:waiting_id>/word", requests.countersign, name="countersign"),
    path("log", log.log, name="log"),
    path("log/export", log.export_log, name="log_export"),
    path("retention", retention.retention, name="retention"),
    path("names", masking.names, name="names"),
    path("names/forbid", masking.forbid, name="forbid"),
    path("names/allow", masking.allow, name="allow"),
    path("reviews", reviews.reviews, name="reviews"),
    path("reviews/ask", reviews.ask, name="review_ask"),
    path("reviews/<uuid:review_id>", reviews.review, name="review"),
    path("reviews/<uuid:review_id>/agree", reviews.agree, name="review_agree"),
    path("reviews/<uuid:review_id>/open", reviews.open_sample, name="review_open"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/retry", quarantine.retry, name="retry"),
    path("quarantine/destroy", quarantine.destroy, name="destroy"),
]
