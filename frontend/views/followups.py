"""Questions that were asked, and the page that a mail's link opens."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.forms.followups import AnswerForm
from frontend.keyset import page_of
from mentoring.followups import links, queries, rules, services
from mentoring.followups.models import FollowUp
from mentoring.followups.questions import words
from network.core.errors import NotVisible


@login_required
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What the reader was asked, and what they answered."""
    page = page_of(queries.own_follow_ups(request.user), request, "-asked_at", "-id")
    rows = [(row, _words(row), getattr(row, "check_in", None)) for row in page]
    return render(request, "followups/list.html", {"rows": rows, "page": page})


@login_required
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer one question, signed in."""
    found = queries.follow_up_for(request.user, pk)
    return _answer(request, found, by=request.user)


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the signed link of a mail, without signing in. GET shows, POST records: mail scanners follow links."""
    try:
        found = queries.follow_up_by_link(token)
    except links.BadLink as bad:
        return render(request, "followups/bad_link.html", {"expired": bad.expired}, status=410 if bad.expired else 404)
    except NotVisible:
        return render(request, "followups/bad_link.html", {"expired": False}, status=404)
    return _answer(request, found, by=None)


def _answer(request: HttpRequest, found: FollowUp, *, by: object) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None, follow_up=found, clicked=request.GET.get("answer", ""))
    if request.method == "POST" and form.is_valid() and form.perform(services.answer, follow_up=found, by=by, language=get_language(), **form.answer):
        if by is None:
            return render(request, "followups/thanks.html", {"follow_up": found})
        messages.success(request, _("Thank you. Your answer went to the coordinators."))
        return redirect("follow-ups")
    context = {"follow_up": found, "question": _words(found), "form": form, "may": rules.can_answer(by, found), "signed_in": by is not None}
    return render(request, "followups/answer.html", context, status=form.status)


def _words(found: FollowUp) -> str:
    return words(found.rule, get_language() or "en", found.context)
