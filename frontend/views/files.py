"""Opening files. Who may is decided by the area that a file belongs to."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from network.files import queries, serving


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself: pictures are shown, everything else is saved."""
    return serving.answer(request, queries.file_for(request.user, pk))


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The small picture of a picture."""
    return serving.answer(request, queries.file_for(request.user, pk), preview=True)
