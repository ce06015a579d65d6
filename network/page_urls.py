"""Addresses that are not pages for people: health, metrics, calendar feeds."""

from django.urls import URLPattern, path

from network.core import health, metrics
from network.invitations import feed

urlpatterns: list[URLPattern] = [
    path("calendar/<str:secret>.ics", feed.serve, name="calendar-feed"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
]
