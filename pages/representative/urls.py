"""Addresses of the employee representative."""

from django.urls import path

from pages.representative import holds, purposes, reports, reviews, stopping, suspend

app_name = "representative"
urlpatterns = [
    path("waiting/", purposes.waiting, name="waiting"),
    path("purposes/", purposes.purposes, name="purposes"),
    path("purposes/<slug:slug>/<int:number>/", purposes.version, name="version"),
    path("decide/", purposes.decide, name="decide"),
    path("suspend/", suspend.suspensions, name="suspensions"),
    path("suspend/now/", suspend.suspend, name="suspend"),
    path("suspend/lift/", suspend.lift, name="lift"),
    path("reports/", reports.reports, name="reports"),
    path("reports/seen/", reports.seen, name="seen"),
    path("stop/", stopping.stop_all, name="stop"),
    path("stop/start/", stopping.start_again, name="start"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<uuid:hold_id>/", holds.hold, name="hold"),
    path("holds/<uuid:hold_id>/object/", holds.object_to, name="hold_object"),
    path("holds/<uuid:hold_id>/share/", holds.share, name="hold_share"),
    path("holds/<uuid:hold_id>/agree/", holds.agree, name="hold_agree"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("reviews/<uuid:review_id>/agree/", reviews.agree, name="review_agree"),
    path("reviews/<uuid:review_id>/open/", reviews.open_sample, name="review_open"),
]
