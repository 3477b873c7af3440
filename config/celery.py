"""Celery: queues by purpose, ids as the only arguments, a fixed schedule."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init, worker_ready
from kombu import Queue

from governance import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sayso", task_cls="operations.held:HeldTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "governance.keys",
        "governance.audit",
        "governance.consent",
        "governance.erasure",
        "governance.retention",
        "governance.holds",
        "governance.rights",
        "governance.accountability",
        "redaction",
        "redaction.again",
        "redaction.leaks",
        "training",
        "training.releases",
        "pages",
    ]
)
app.conf.task_queues = [Queue("control"), Queue("redact"), Queue("build")]
app.conf.task_default_queue = "control"
app.conf.task_routes = {
    "redaction.*": {"queue": "redact"},
    "governance.keys.tasks.rotate_intake": {"queue": "redact"},
    "governance.audit.tasks.check_log": {"queue": "build"},
    "training.*": {"queue": "build"},
    "governance.*": {"queue": "control"},
    "pages.*": {"queue": "control"},
}
app.conf.beat_schedule = {
    "check-log": {
        "task": "governance.audit.tasks.check_log",
        "schedule": crontab(hour="3", minute="10"),
    },
    "mail-checkpoint": {
        "task": "governance.audit.tasks.mail_checkpoint",
        "schedule": crontab(hour="7", minute="10"),
    },
    "sweep-inbox": {"task": "redaction.tasks.sweep", "schedule": 5.0},
    "test-masks": {"task": "redaction.leaks.tasks.estimate", "schedule": 300.0},
    "redact-again": {"task": "redaction.again.tasks.redact_again", "schedule": 30.0},
    "carry-out-requests": {"task": "governance.rights.tasks.sweep", "schedule": 5.0},
    "send-letters": {"task": "governance.rights.tasks.sweep_letters", "schedule": 60.0},
    "continue-erasures": {"task": "governance.erasure.tasks.sweep", "schedule": 5.0},
    "rotate-intake": {"task": "governance.keys.tasks.rotate_intake", "schedule": 900.0},
    "consent-expiry": {
        "task": "governance.consent.tasks.expire",
        "schedule": crontab(minute="7"),
    },
    "clear-moments": {"task": "training.tasks.clear_moments", "schedule": crontab(minute="23")},
    "figures": {
        "task": "governance.accountability.tasks.make_figures",
        "schedule": crontab(minute="41"),
    },
    "sweep-releases": {"task": "training.releases.tasks.sweep", "schedule": 30.0},
    "recall-round": {
        "task": "training.releases.tasks.recall_round",
        "schedule": crontab(hour="6", minute="10"),
    },
    "holds-expiry": {
        "task": "governance.holds.tasks.expire",
        "schedule": crontab(minute="17"),
    },
    "sweep-holds": {"task": "governance.holds.tasks.sweep", "schedule": 60.0},
    "ended-sessions": {
        "task": "pages.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
    "retention": {
        "task": "governance.retention.tasks.nightly",
        "schedule": crontab(hour="2", minute="15"),
    },
}


@worker_init.connect
def do_not_wait_forever(**_signal: object) -> None:
    """Let a statement on a database that never answers end some day; the children inherit it."""
    patience.at_most(patience.WORKING)


@worker_ready.connect
def make_intake_keys(**_signal: object) -> None:
    """Let a worker that starts make the day's intake key, without which there is no lease."""
    app.send_task("governance.keys.tasks.rotate_intake", ignore_result=True)
