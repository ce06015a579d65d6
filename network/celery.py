"""Background work. Tasks carry identifiers, load, and call a service."""

import os
from datetime import timedelta

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

app = Celery("northbridge")
app.set_default()  # for all threads: the "current" app is thread-local, and web requests run in threads
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["network", "messaging", "mentoring"])
# Sweeps: each finds what is due or what a lost wake-up left, and does nothing where nothing is.
app.conf.beat_schedule = {
    "outbox": {"task": "network.sweep_outbox", "schedule": timedelta(seconds=20)},
    "requests": {"task": "mentoring.advance_requests", "schedule": timedelta(seconds=30)},
    "referrals": {"task": "mentoring.advance_referrals", "schedule": timedelta(minutes=5)},
    "sessions": {"task": "mentoring.advance_mentorships", "schedule": timedelta(seconds=60)},
    "calls": {"task": "mentoring.advance_calls", "schedule": timedelta(seconds=60)},
    "reports": {"task": "mentoring.remind_of_reports", "schedule": timedelta(minutes=5)},
    "follow-ups": {"task": "mentoring.ask_follow_ups", "schedule": timedelta(seconds=60)},
    "announcements": {"task": "messaging.refresh_announcements", "schedule": timedelta(seconds=60)},
    "unread": {"task": "messaging.remind_of_unread", "schedule": timedelta(seconds=20)},
    "mailbox": {"task": "messaging.fetch_mail", "schedule": timedelta(seconds=30)},
    "digests": {"task": "network.send_digests", "schedule": timedelta(seconds=60)},
    "files": {"task": "network.sweep_files", "schedule": timedelta(minutes=2)},
    "texts": {"task": "network.forget_texts", "schedule": timedelta(hours=1)},
    "jobs": {"task": "network.wake_jobs", "schedule": timedelta(seconds=60)},
    "tidy": {"task": "network.tidy", "schedule": timedelta(hours=1)},
    "matrices": {"task": "mentoring.keep_matrices", "schedule": timedelta(minutes=10)},
}
