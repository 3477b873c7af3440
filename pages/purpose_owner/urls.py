"""Addresses of the purpose owner."""

from django.urls import path

from pages.purpose_owner import purposes, writing

app_name = "purpose_owner"
urlpatterns = [
    path("purposes/", purposes.purposes, name="purposes"),
    path("purposes/<slug:slug>/<int:number>/", purposes.version, name="version"),
    path("write/", writing.new, name="new"),
    path("write/save/", writing.save, name="save"),
    path("write/propose/", writing.propose, name="propose"),
    path("write/take-back/", writing.take_back, name="take_back"),
    path("write/discard/", writing.discard, name="discard"),
    path("drafts/<slug:slug>/", writing.edit, name="edit"),
    path("drafts/<slug:slug>/preview/", writing.preview, name="preview"),
]
