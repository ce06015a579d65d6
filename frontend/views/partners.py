"""How organisations come into a programme: asking, being invited, answering."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.partners import AnswerForm, AskInForm, InviteByMailForm, InviteKnownForm
from network.core.errors import Refused
from network.programmes import partnering, queries, rules
from network.programmes.models import PartnerRequest
from network.vocabulary.countries import country_name


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask an open programme to take one's organisation in."""
    found, organisations = queries.open_programme_for(pk), queries.own_other_kinds(request.user)
    form = AskInForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if len(organisations) == 1:
        form.fields["organisation"].initial = str(organisations[0].pk)
    if form.is_valid() and form.perform(partnering.ask_in, by=request.user, programme=found, **form.cleaned_data):
        messages.success(request, _("%(programme)s has your question. You get a mail when it has answered.") % {"programme": found})
        return redirect("partner-request", form.result.pk)
    return render(request, "partners/ask.html", {"form": form, "programme": found, "organisations": organisations}, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite an organisation by its number or by mail; `part` says which form was sent."""
    found = queries.programme_for(request.user, pk)
    if not (verdict := rules.can_manage(request.user, found)):
        raise verdict
    part = request.POST.get("part", "")
    forms = {
        "known": InviteKnownForm(request.POST if part == "known" else None, prefix="known"),
        "mail": InviteByMailForm(request.POST if part == "mail" else None, prefix="mail", initial={"language": request.user.language}),
    }
    service = {"known": partnering.invite_known, "mail": partnering.invite_by_mail}
    if (form := forms.get(part)) and form.is_valid() and form.perform(service[part], by=request.user, programme=found, **form.cleaned_data):
        messages.success(request, _("The invitation is on its way. The organisation decides."))
        return redirect("programme-manage", pk=found.pk)
    return render(request, "partners/invite.html", {"forms": forms, "programme": found}, status=form.status if form else 200)


@login_required
@require_http_methods(["GET", "POST"])
def partner_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question and its answer; whoever may answer does it here."""
    found = queries.partner_request_for(request.user, pk)
    may = rules.can_decide(request.user, found)
    if request.method == "POST" and isinstance(may, Refused):
        raise may
    form = _answer_form(request, found)
    given = form.cleaned_data if form.is_valid() else {}
    accept = request.POST.get("answer") == "yes"
    if form.is_valid() and form.perform(partnering.decide, by=request.user, request=found, accept=accept, **given):
        messages.success(request, _("They have been told."))
        return redirect("partner-request", pk) if queries.partner_requests_visible_to(request.user).filter(pk=pk) else redirect("programmes")
    context = {
        "asked": found,
        "form": form,
        "may": may,
        "may_withdraw": rules.can_withdraw(request.user, found),
        "country": country_name(found.organisation.country) if found.organisation else "",
        "needs_organisation": _by_mail(found) and not queries.own_other_kinds(request.user).exists(),
    }
    return render(request, "partners/request.html", context, status=form.status)


def _by_mail(found: PartnerRequest) -> bool:
    return found.organisation_id is None


def _answer_form(request: HttpRequest, found: PartnerRequest) -> AnswerForm:
    own = queries.own_other_kinds(request.user) if _by_mail(found) else []
    return AnswerForm(
        request.POST if request.method == "POST" else None,
        organisations=own,
        picks=_by_mail(found),
        gives_role=found.side == PartnerRequest.Side.ORGANISATION,
        initial={"role": found.role},
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own side's question back."""
    partnering.withdraw(by=request.user, request=queries.partner_request_for(request.user, pk))
    messages.success(request, _("It is taken back."))
    return redirect("programmes")
