"""Mentors lent from one programme to an incubator of another."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.referrals import LoanForm, SayForm
from frontend.views.referrals import Deed
from mentoring.referrals import loans, queries, rules
from mentoring.referrals.models import MentorLoan
from network.core.errors import Invalid

DEEDS = {
    "consent": (gettext_lazy("Agree"), gettext_lazy("Agree to be lent? You can end it at any time."), "primary"),
    "accept": (gettext_lazy("Take the mentor on loan"), gettext_lazy("Take the mentor on loan? Companies can be matched with them in that time."), "primary"),
    "decline": (gettext_lazy("Decline"), gettext_lazy("Say no?"), "quiet"),
    "pull_back": (gettext_lazy("End the loan"), gettext_lazy("End it now? The mentor is not proposed there any more. Mentorships that run go on."), "danger"),
}
SERVICES: dict[str, Callable[..., MentorLoan]] = {"consent": loans.consent, "accept": loans.accept, "decline": loans.decline, "pull_back": loans.pull_back}
SILENT = ("consent", "accept")  # verbs without words


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Lend a mentor; the mentor is asked first."""
    approvals, borrowers = list(queries.mentors_to_lend(request.user)[:500]), list(queries.borrowers_for(request.user)[:500])
    form = LoanForm(request.POST if request.method == "POST" else None, approvals=approvals, borrowers=borrowers)
    if form.is_valid() and form.perform(loans.offer, by=request.user, **form.cleaned_data):
        messages.success(request, _("The mentor is asked. The other incubator hears of it when they agree."))
        return redirect("mentor-loan", form.result.pk)
    return render(request, "referrals/lend.html", {"form": form, "approvals": approvals, "borrowers": borrowers}, status=form.status)


@login_required
@require_GET
def loan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One loan: its steps, and what can be done."""
    return _page(request, queries.loan_for(request.user, pk))


@login_required
@require_POST
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of the verbs, with a word to the others where it ends something."""
    found, verb = queries.loan_for(request.user, pk), request.POST.get("verb", "")
    if verb not in DEEDS:
        raise Invalid({"verb": [_("Choose one of the offered values.")]})
    form = SayForm(request.POST, prefix=verb)
    if form.is_valid() and form.perform(SERVICES[verb], loan=found, by=request.user, **({} if verb in SILENT else form.cleaned_data)):
        messages.success(request, _("It is done, and those concerned are told."))
        return redirect("mentor-loan", pk)
    return _page(request, found, sent=(verb, form), status=form.status)


def _page(request: HttpRequest, found: MentorLoan, *, sent: tuple[str, SayForm] | None = None, status: int = 200) -> HttpResponse:
    verb, form = sent or ("", None)
    deeds = [
        Deed(name, label, question, tone, form if name == verb else SayForm(prefix=name))
        for name, (label, question, tone) in DEEDS.items()
        if name == verb or rules.can_in_loan(request.user, found, name)
    ]
    is_mine = queries.loans_awaiting(request.user).filter(pk=found.pk).exists()
    context = {"loan": found, "is_mine": is_mine, "steps": queries.steps_of_loan(found), "deeds": deeds}
    return render(request, "referrals/loan.html", context, status=status)
