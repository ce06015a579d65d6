"""Somebody from outside the company who writes with it. The signed link proves the mailbox and works for fourteen days of real time."""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.calls import moving, rules
from mentoring.calls.models import Application, CoApplicant
from network.accounts.claims import open_account
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, NotVisible, Refused, require
from network.core.languages import interface_language
from network.notifications.services import mail_to_address, notify
from network.organisations.queries import members_of
from network.vocabulary.labels import label_of

SALT = "co-applicant"
VALID_FOR = timedelta(days=14)
MOST = 20


@transaction.atomic
def ask_in(*, application: Application, by: User, email: str, language: str = "") -> CoApplicant:
    """Ask somebody to write with the company. Asking the same address again sends a new link."""
    row = moving.locked(application)
    require(rules.can_ask_in(by, row))
    if members_of(row.company).filter(email__iexact=email).exists():
        raise Conflict(_("%(email)s belongs to the company and writes already.") % {"email": email}, code="state")
    made = row.co_applicants.filter(email__iexact=email, removed_at=None).first()
    if made is not None and made.accepted_at:
        raise Conflict(_("%(email)s writes with you already.") % {"email": email}, code="state")
    if made is None and row.co_applicants.filter(removed_at=None).count() >= MOST:
        raise Conflict(_("At most %(most)d people from outside write with you.") % {"most": MOST}, code="full")
    made = made or CoApplicant(application=row, email=email)
    made.invited_by, made.language = by, interface_language(language) or by.language
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # coapplicant_once, from a second window
        raise Conflict(_("This person has been asked already."), code="state") from None
    person = User.objects.filter(email__iexact=email).first()
    reading = person.language if person else made.language
    mail_to_address(
        address=email,
        kind="application.invited",
        context={"person": str(by), "company": row.company.name, "call": label_of(row.call.titles, reading), "days": VALID_FOR.days},
        language=reading,
        about=made,
        url=reverse("co-applicant-invitation", args=[token_of(made)]),
        person=person,
    )
    return made


@transaction.atomic
def remove(*, application: Application, by: User, co_applicant: CoApplicant) -> CoApplicant:
    """Take somebody off, at once; a link that was not used stops working. Everybody may take themselves off."""
    row = moving.locked(application)
    if co_applicant.person_id != by.pk:
        require(rules.can_ask_in(by, row))
    co_applicant.removed_at = clock.now()
    co_applicant.save(update_fields=["removed_at"])
    return co_applicant


def token_of(co_applicant: CoApplicant) -> str:
    """What the mailed link carries."""
    return signing.dumps(str(co_applicant.pk), salt=SALT)


def invitation_of(token: str) -> CoApplicant:
    """Who is asked by a link. Raises NotVisible for a forged one, Refused for one that ran out, was used or taken back."""
    try:
        key = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise Refused(_("This invitation has run out. Ask the company to send a new one."), code="link-expired") from None
    except signing.BadSignature:
        raise NotVisible(_("This link is not complete. Open it from the mail again, or copy all of it.")) from None
    rows = CoApplicant.objects.select_related("application__company", "application__call__incubator", "invited_by")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotVisible
    if found.removed_at or found.invited_by is None or not rules.speaks_for(found.invited_by, found.application):
        raise Refused(_("This invitation has been taken back. Ask the company if you think that is a mistake."), code="link-used")
    if found.accepted_at:
        raise Refused(_("This invitation has been accepted already. Sign in to go on."), code="link-used")
    return found


@transaction.atomic
def accept(*, by: User, token: str) -> CoApplicant:
    """Come in by the link. Only the invited address may: a link that was passed on lets nobody else in."""
    moving.locked(invitation_of(token).application)  # the link opened in two tabs at once is accepted once
    found = invitation_of(token)
    if found.email.casefold() != by.email.casefold():
        raise Refused(
            _("This invitation is for %(invited)s, and you are signed in as %(email)s.") % {"invited": found.email, "email": by.email}, code="other-person"
        )
    found.person, found.accepted_at = by, clock.now()
    found.save(update_fields=["person", "accepted_at"])
    inviter = found.invited_by
    context = {"person": str(by), "call": label_of(found.application.call.titles, inviter.language)}
    notify(to=inviter, kind="application.joined", about=found, context=context, url=reverse("application", args=[found.application_id]))
    return found


@transaction.atomic
def accept_as_newcomer(*, token: str, password: str, **settings: object) -> CoApplicant:
    """Come in by the link and make a sign-in at once: the link proves the mailbox. Raises Refused when there is one already."""
    person = open_account(email=invitation_of(token).email, password=password, **settings)
    return accept(by=person, token=token)
