"""Addresses of HR."""

from django.urls import URLPattern, path

from pages.hr import case, directory, imports, queue

app_name = "hr"
urlpatterns: list[URLPattern] = [
    path("requests/", queue.queue, name="requests"),
    path("requests/<uuid:request_id>/", case.case, name="request"),
    path("requests/<uuid:request_id>/assign/", case.assign, name="assign"),
    path("requests/<uuid:request_id>/match/", case.match, name="match"),
    path("requests/<uuid:request_id>/confirm/", case.confirm, name="confirm"),
    path("requests/<uuid:request_id>/steps/<slug:move>/", case.step, name="step"),
    path("requests/<uuid:request_id>/progress/", case.progress, name="progress"),
    path("directory/", directory.directory, name="directory"),
    path("directory/import/", imports.import_list, name="import"),
    path("directory/import/apply/", imports.import_apply, name="import_apply"),
    path("directory/<uuid:employee_id>/", directory.person, name="person"),
    path("directory/<uuid:employee_id>/leave/", directory.leave, name="leave"),
]
