"""Oneself: the first steps, settings, and taking an account over."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.addresses import address_of
from frontend.context import standing
from frontend.forms.people import ClaimForm, SettingsForm
from network.accounts.claims import claim as take_over
from network.accounts.claims import person_of_claim
from network.accounts.models import User
from network.accounts.services import update_settings
from network.organisations.queries import my_memberships

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_required
def onboarding(request: HttpRequest) -> HttpResponse:
    """After sign-up: which organisation one belongs to, and what one comes for."""
    memberships = my_memberships(request.user)
    roles = standing(request).roles
    context = {
        "memberships": memberships,
        "mentor_url": "" if "mentor" in roles else address_of("mentor-profile"),
        "settled": bool(roles) and not memberships,
    }
    return render(request, "people/onboarding.html", context)


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Name, languages, clock and hours."""
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=SettingsForm.initial_of(request.user))
    if form.is_valid() and form.perform(update_settings, by=request.user, **form.cleaned_data):
        messages.success(request, _("Your settings are kept."))
        return redirect("settings")
    return render(request, "people/settings.html", {"form": form, "preferences_url": address_of("notification-preferences")}, status=form.status)


@never_cache
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The link that was mailed to somebody who never signed in. GET shows, POST takes over: scanners follow links."""
    person = person_of_claim(token)
    initial = {"name": person.name, "languages": person.languages, "country": person.country, "time_zone": person.time_zone}
    form = ClaimForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and form.perform(take_over, token=token, **form.cleaned_data):
        sign_in(request, form.result)
        messages.success(request, _("Welcome. The account is yours now."))
        return redirect("home")
    return render(request, "people/claim.html", {"form": form, "person": person}, status=form.status)


def sign_in(request: HttpRequest, person: User) -> None:
    """Sign in somebody who just proved the mailbox and chose a password."""
    login(request, person, backend=BACKEND)
