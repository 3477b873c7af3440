"""Addresses of the demonstration; outside of it they do not exist."""

from django.urls import path

from demo import doors, inbox

app_name = "demo"
urlpatterns = [
    path("", doors.people, name="people"),
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("progress/", doors.how_far, name="progress"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<slug:letter_id>/", inbox.letter, name="letter"),
    path("<str:key>/", doors.door, name="door"),
]
