"""Periodic work on sessions."""

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session

from governance import announce, clock


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Delete sessions that have ended, and what allauth keeps beside them (address, browser)."""
    with announce.alone("sessions", 600) as mine:
        if mine:
            Session.objects.filter(expire_date__lt=clock.now()).delete()
            alive = Session.objects.values("session_key")
            UserSession.objects.exclude(session_key__in=alive).delete()
