"""A coordinator gives a running mentorship's company to somebody else."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontend.forms.requests import HandOverForm
from frontend.views.matching import pages_of, part_of
from mentoring.matching.shortlist import queries, services
from mentoring.mentorships import rules
from mentoring.mentorships.queries import mentorship_for


@login_required
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who fits and has room, how it goes on, and why; who cannot be asked, with what would change it."""
    found = mentorship_for(request.user, pk)
    may = rules.can_hand_over(request.user, found)
    if not may:
        return render(request, "mentorships/hand_over.html", {"mentorship": found, "may": may}, status=may.status if request.method == "POST" else 200)
    listed = queries.successors_for(request.user, found, part_of(request))
    form = HandOverForm(request.POST if request.method == "POST" else None, matches=listed.matches)
    if form.is_valid() and form.perform(services.hand_over, mentorship=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Done. Both have been told, with your reason."))
        return redirect("request", found.request_id)
    context = {"mentorship": found, "form": form, "may": may, "shortlist": listed, "page": pages_of(listed)}
    return render(request, "mentorships/hand_over.html", context, status=form.status)
