"""Answering an invitation by the link in the mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from frontend.forms.invitations import AnswerForm
from frontend.views.errors import error_page
from network.core.errors import NotVisible
from network.invitations import letters, queries, rules, services
from network.notifications.services import reading_language

NO_INVITATION = _(
    "This link leads to no invitation of ours. Your mail program may have cut it off: copy the whole address out of the mail. "
    "If you were taken off the meeting, the newest mail about it says so."
)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST records: mail scanners follow links. In the guest's language and zone."""
    try:
        guest = queries.guest_by_link(token)
    except NotVisible:
        return error_page(request, status=404, message=NO_INVITATION)
    language = reading_language(guest.person.languages)
    with translation.override(language), timezone.override(guest.person.time_zone):
        request.LANGUAGE_CODE = language
        verdict = rules.can_answer(guest)
        form = AnswerForm(request.POST.copy() if request.method == "POST" else None, initial={"answer": guest.answer, "sequence": guest.sent_sequence})
        if request.method == "POST" and form.is_valid() and form.perform(services.record_answer, attendee_id=guest.pk, **form.cleaned_data):
            return redirect(f"{request.path}?done=1")
        if form.is_bound:  # what stands below is the meeting as it is now, and so is the next answer to it
            guest = queries.guest_by_link(token)
            form.data["sequence"] = guest.sent_sequence
        status = form.status if verdict else verdict.status
        context = {"guest": guest, "row": guest.invitation, "title": letters.summary(guest.invitation, guest.person), "form": form, "verdict": verdict}
        return render(request, "invitations/answer.html", context | {"done": "done" in request.GET}, status=status)
