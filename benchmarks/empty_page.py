"""The addresses of the platform, and a signed-in page with its layout and nothing on it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from network.urls import handler400, handler403, handler404, handler500  # noqa: F401


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """Head, menu and foot."""
    page = engines["django"].from_string('{% extends "base.html" %}{% block main %}{% endblock %}')
    return HttpResponse(page.render({}, request))


urlpatterns = [path("empty/", empty), path("", include("network.urls"))]
