"""Addresses of the data steward."""

from django.urls import URLPattern, path

from pages.steward import building, files, recalls, release, releases

app_name = "steward"
urlpatterns: list[URLPattern] = [
    path("releases/", releases.releases, name="releases"),
    path("releases/new/", building.new, name="new"),
    path("releases/build/", building.build, name="build"),
    path("releases/<uuid:release_id>/", release.release, name="release"),
    path("releases/<uuid:release_id>/progress/", release.progress, name="progress"),
    path("releases/<uuid:release_id>/cancel/", release.cancel, name="cancel"),
    path("releases/<uuid:release_id>/files/<path:name>", files.download, name="download"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<uuid:recall_id>/rows/", recalls.drop, name="drop"),
    path("recalls/<uuid:recall_id>/answer/", recalls.acknowledge, name="acknowledge"),
]
