"""All addresses; each has a decision in `pages.access` or is the devices' signed API."""

from django.urls import include, path

urlpatterns = [
    path("", include("pages.public.urls")),
    path("", include("pages.employee.urls")),
    path("hr/", include("pages.hr.urls")),
    path("compliance/", include("pages.compliance.urls")),
    path("representative/", include("pages.representative.urls")),
    path("steward/", include("pages.steward.urls")),
    path("purpose-owner/", include("pages.purpose_owner.urls")),
    path("account/", include("pages.account.urls")),
    path("demo/", include("demo.urls")),
    path("agent/v1/", include("capture.ingest.urls")),
]
handler500 = "pages.refusals.broken"
