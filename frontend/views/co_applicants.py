"""Who writes an application with a company: asked in by mail, taken off at once."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.applications import CoApplicantForm
from frontend.forms.people import ClaimForm
from frontend.views.applications import APPLICANT, page_of_application
from frontend.views.people import sign_in
from mentoring.calls import co_applicants, queries
from network.accounts.queries import has_sign_in


@login_required
@require_POST
def ask_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask somebody in by mail."""
    found = queries.application_for(request.user, pk, APPLICANT)
    form = CoApplicantForm(request.POST)
    if form.is_valid() and form.perform(co_applicants.ask_in, application=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("A mail is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect("application", pk)
    return page_of_application(request, found, inviting=form)


@login_required
@require_POST
def remove(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Take somebody off."""
    found = queries.application_for(request.user, pk, APPLICANT)
    gone = co_applicants.remove(application=found, by=request.user, co_applicant=queries.co_applicant_of(found, person))
    if gone.person_id == request.user.pk:
        messages.success(request, _("You no longer write this application."))
        return redirect("calls")
    messages.success(request, _("They no longer see this application."))
    return redirect("application", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Open to visitors: who has no sign-in makes one here, since the link proves the mailbox."""
    asked = co_applicants.invitation_of(token)
    newcomer = not request.user.is_authenticated and not has_sign_in(asked.email)
    form = ClaimForm(
        request.POST if request.method == "POST" else None, initial={"languages": [asked.language], "country": asked.application.company.country}
    ) if newcomer else None  # fmt: skip
    if form is not None and form.is_valid() and form.perform(co_applicants.accept_as_newcomer, token=token, **form.cleaned_data):
        sign_in(request, form.result.person)
        return _welcome(request, form.result)
    if request.method == "POST" and request.user.is_authenticated:
        return _welcome(request, co_applicants.accept(by=request.user, token=token))
    return render(request, "applications/invited.html", {"asked": asked, "call": asked.application.call, "form": form}, status=form.status if form else 200)


def _welcome(request: HttpRequest, asked: co_applicants.CoApplicant) -> HttpResponse:
    messages.success(request, _("You write this application with %(company)s now.") % {"company": asked.application.company})
    return redirect("application", asked.application_id)
