"""Companies that one incubator refers to another: where each stands, and what whoever reads it can do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.referrals import ConsentForm, ReferralForm, SayForm
from frontend.keyset import page_of
from mentoring.referrals import queries, rules, services, shared
from mentoring.referrals.models import Referral
from network.core.errors import Invalid
from network.vocabulary.queries import sector_choices, support_need_choices


@dataclass(frozen=True)
class Deed:
    """Something that can be done now: a button that opens and takes a word to the others."""

    verb: str
    label: str | Promise
    question: str | Promise
    tone: str
    form: SayForm | None = None


DEEDS = {
    "send": (gettext_lazy("Ask the company"), gettext_lazy("Ask the company for its consent? The other incubator hears nothing before that."), "primary"),
    "refuse": (gettext_lazy("Do not agree"), gettext_lazy("Say no? The other incubator never hears of it."), "quiet"),
    "accept": (gettext_lazy("Take the company"), gettext_lazy("Take the company? Your incubator follows it from now on."), "primary"),
    "decline": (gettext_lazy("Decline"), gettext_lazy("Decline? What was handed over is closed to you."), "quiet"),
    "pull_back": (gettext_lazy("Pull it back"), gettext_lazy("Pull it back? What was handed over is closed at once."), "danger"),
    "withdraw": (gettext_lazy("Take the consent back"), gettext_lazy("Take the consent back? What was handed over is closed at once."), "danger"),
}
SERVICES: dict[str, Callable[..., Referral]] = {
    "refuse": services.refuse, "accept": services.accept, "decline": services.decline, "pull_back": services.pull_back, "withdraw": services.withdraw,
}  # fmt: skip


@login_required
@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    """What awaits the reader, then all referrals by page, and the loans of mentors."""
    awaiting, loans_awaiting = list(queries.awaiting(request.user)[:20]), list(queries.loans_awaiting(request.user)[:20])
    context = {
        "awaiting": awaiting,
        "loans_awaiting": loans_awaiting,
        "mine": {row.pk for row in (*awaiting, *loans_awaiting)},
        "page": page_of(queries.referrals_visible_to(request.user), request),
        "loans": list(queries.loans_visible_to(request.user)[:50]),
        "companies": list(queries.companies_to_refer(request.user)[:200]),
        "may_lend": queries.mentors_to_lend(request.user).exists(),
    }
    return render(request, "referrals/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refer a company that one's incubator follows; it is sent on its page."""
    part = queries.company_to_refer(request.user, pk)
    receivers = [row for row in queries.receivers_in(part.programme) if row.organisation_id != part.incubator_id]
    form = ReferralForm(request.POST if request.method == "POST" else None, receivers=receivers, initial={"fields_shared": ["company", "contact"]})
    facts = {"programme": part.programme, "company": part.organisation, "giver": part.incubator}
    if form.is_valid() and form.perform(services.prepare, by=request.user, **facts, **form.prepared()):
        messages.success(request, _("It is written. Look it over, then ask the company."))
        return redirect("referral", form.result.pk)
    return render(request, "referrals/new.html", {"form": form, "part": part, "receivers": receivers}, status=form.status)


@login_required
@require_GET
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One referral: its steps, what is handed over, and what can be done."""
    return _page(request, queries.referral_for(request.user, pk))


@login_required
@require_POST
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The company agrees, to all or to part of it."""
    found = queries.referral_for(request.user, pk)
    form = ConsentForm(request.POST, offered=found.shared)
    if form.is_valid() and form.perform(services.consent, referral=found, by=request.user, fields=form.cleaned_data["fields_shared"]):
        messages.success(request, _("Thank you. The other incubator is asked now. You can take your consent back at any time."))
        return redirect("referral", pk)
    return _page(request, found, consent=form, status=form.status)


@login_required
@require_POST
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of the verbs, with a word to the others."""
    found, verb = queries.referral_for(request.user, pk), request.POST.get("verb", "")
    form = SayForm(request.POST, prefix=verb)
    if verb == "send" and form.is_valid() and form.perform(services.send, referral=found, by=request.user):
        messages.success(request, _("The company is asked. You hear from us when it has answered."))
        return redirect("referral", pk)
    if verb in SERVICES and form.is_valid() and form.perform(SERVICES[verb], referral=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("It is done, and those concerned are told."))
        return redirect("referral", pk)
    if verb not in DEEDS:
        raise Invalid({"verb": [_("Choose one of the offered values.")]})
    return _page(request, found, sent=(verb, form), status=form.status)


def _page(
    request: HttpRequest, found: Referral, *, consent: ConsentForm | None = None, sent: tuple[str, SayForm] | None = None, status: int = 200
) -> HttpResponse:
    verb, form = sent or ("", None)
    deeds = [
        Deed(name, label, question, tone, form if name == verb else SayForm(prefix=name))
        for name, (label, question, tone) in DEEDS.items()
        if name == verb or rules.can(request.user, found, name)
    ]
    context = {
        "referral": found,
        "is_mine": queries.awaiting(request.user).filter(pk=found.pk).exists(),
        "steps": queries.steps_of(found),
        "data": _told(queries.data_of(request.user, found)),
        "may_read": queries.may_read_data(request.user, found),
        "labels": [shared.KINDS[key].label for key in found.shared if key in shared.KINDS],
        "consent": consent or (ConsentForm(offered=found.shared) if rules.can(request.user, found, "consent") else None),
        "deeds": deeds,
    }
    return render(request, "referrals/detail.html", context, status=status)


def _told(data: dict[str, list]) -> list[tuple[str, str | Promise, list]]:
    """What was handed over, with the codes of vocabularies as words in the reader's language."""
    words = {"sectors": dict(sector_choices()), "needs": dict(support_need_choices())}
    return [(key, shared.KINDS[key].label, [_worded(row, words) for row in rows]) for key, rows in data.items() if key in shared.KINDS]


def _worded(row: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    return row | {name: [words[name].get(code, code) for code in row[name]] for name in words if name in row}
