"""Addresses of the demonstration; outside of it they do not exist."""

from django.urls import path

from demo import doors

app_name = "demo"
urlpatterns = [
    path("", doors.people, name="people"),
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("<str:key>/", doors.door, name="door"),
]
