"""Keys for the API."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from frontend.forms.tokens import TokenForm
from network.accounts.tokens import create_token, revoke_token, token_for, tokens_of


@login_required
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; a new one's text is shown in the answer to the form, this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid() and form.perform(create_token, by=request.user, **form.cleaned_data):
        _token, secret = form.result
        form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": tokens_of(request.user)}
    return render(request, "people/tokens.html", context, status=form.status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop a token at once."""
    revoke_token(by=request.user, token=token_for(request.user, pk))
    messages.success(request, _("The token is revoked. What used it can no longer sign in."))
    return redirect("tokens")
