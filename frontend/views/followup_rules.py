"""What a programme asks, when and of whom: for its coordinators."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.forms.followup_rules import NewRuleForm, RuleForm
from mentoring.followups import queries, rules, services
from mentoring.followups.questions import words
from network.core.errors import require
from network.programmes.models import Programme
from network.programmes.queries import programme_for


@login_required
def follow_up_rules(request: HttpRequest, programme: UUID) -> HttpResponse:
    """All questions of a programme."""
    found = _programme(request, programme)
    rows = [(rule, words(rule, get_language() or "en", PLACEHOLDERS)) for rule in queries.rules_of(found)]
    return render(request, "followups/rules.html", {"programme": found, "rows": rows})


@login_required
def follow_up_rule(request: HttpRequest, programme: UUID, key: str) -> HttpResponse:
    """Change one question."""
    found = _programme(request, programme)
    rule = queries.rule_by_key(request.user, found, key)
    form = RuleForm(request.POST if request.method == "POST" else None, rule=rule, languages=found.languages)
    if form.is_valid() and form.perform(services.set_rule, programme=found, by=request.user, key=rule.key, **form.changes):
        messages.success(request, _("It is changed. What was planned before stays planned."))
        return redirect("follow-up-rules", found.pk)
    return render(request, "followups/rule.html", {"programme": found, "rule": rule, "form": form}, status=form.status)


@login_required
def new_follow_up_rule(request: HttpRequest, programme: UUID) -> HttpResponse:
    """Add a question."""
    found = _programme(request, programme)
    form = NewRuleForm(request.POST if request.method == "POST" else None, languages=found.languages)
    if form.is_valid() and form.perform(
        services.set_rule, programme=found, by=request.user, key=queries.free_key(found, form.cleaned_data["event"]), **form.changes
    ):
        messages.success(request, _("The question is added. It is asked from the next time on."))
        return redirect("follow-up-rules", found.pk)
    return render(request, "followups/rule.html", {"programme": found, "form": form}, status=form.status)


def _add(*, programme: Programme, event: str, **changes: object) -> object:
    return services.set_rule(programme=programme, key=queries.free_key(programme, event), event=event, **changes)


PLACEHOLDERS = dict.fromkeys(("other", "topic", "company", "mentor"), "…")


def _programme(request: HttpRequest, pk: UUID) -> Programme:
    """The programme, for those who coordinate it, with the rules that it begins with."""
    found = programme_for(request.user, pk)
    require(rules.can_set_rules(request.user, found))
    if not queries.rules_of(found).exists():
        services.default_rules(found)
    return found
