"""Pages that anybody may read: how accessible this is, and what happens with what people tell."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"about/{name}.html", {"contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (Directive (EU) 2016/2102), with a way to tell us without an account."""
    return _page(request, "accessibility")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who sees it, and why nobody is asked whether they are Sámi."""
    return _page(request, "privacy")
