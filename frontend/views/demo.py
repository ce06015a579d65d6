"""The demo's mailbox: every mail of the invented people, as a page, as JSON, and as it was sent."""

from email import message_from_bytes, policy
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from frontend.keyset import page_of
from mentoring.demo.advance import mail
from mentoring.demo.mailbox import mail_by, mails

MOST = 1000  # mails in one JSON answer, the newest


@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The list, newest first; `?to=` for one address, `?format=json` for programs."""
    to = request.GET.get("to", "").strip()
    rows = mails(to)
    if request.GET.get("format") == "json":
        return JsonResponse([mail(row) for row in rows.defer("mime", "context")[:MOST]], safe=False)
    return render(request, "demo/mailbox.html", {"page": page_of(rows, request), "to": to})


@never_cache
@require_GET
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mail, as its text part reads."""
    row = mail_by(pk)
    message = message_from_bytes(bytes(row.mime), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return render(request, "demo/letter.html", {"row": row, "text": body.get_content() if body else ""})


@never_cache
@require_GET
def source(_request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mail as MIME."""
    return HttpResponse(bytes(mail_by(pk).mime), content_type="message/rfc822")
