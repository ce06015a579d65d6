"""Background work. Tasks carry identifiers, load, and call a service."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

app = Celery("northbridge")
app.set_default()  # for all threads: the "current" app is thread-local, and web requests run in threads
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["network", "messaging", "mentoring"])
