"""People who exist before they sign in (an invited investor), and how they take their account over by link.

The link is mailed to the person's own address, so using it also proves the address. It works for
thirty days of real time and ends with the first use.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.accounts.services import problems_of
from network.accounts.zones import zone_of_country
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.core.languages import interface_language
from network.core.telling import mail_to_address

SALT = "claim"
VALID_FOR = timedelta(days=30)


@transaction.atomic
def invite_person(*, email: str, name: str = "", language: str = "en", country: str = "FI", time_zone: str = "") -> User:
    """The person with this address, made without a sign-in when there is none yet. Tells nobody: the caller's mail does."""
    if person := User.objects.filter(email__iexact=email).first():
        return person
    languages = [interface_language(language) or "en"]
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name, languages=languages, country=country, time_zone=time_zone or zone_of_country(country))
    except IntegrityError:  # user_email_once: invited by somebody else at the same moment
        return User.objects.get(email__iexact=email)


def claim_url(person: User) -> str:
    """The address of the page where the person takes the account over; mail it to nobody else."""
    return reverse("claim", args=[signing.dumps({"person": str(person.pk), "email": person.email}, salt=SALT)])


def send_claim(*, person: User, by: User | None = None) -> None:
    """Mail somebody who never signed in the link to take their account over."""
    if person.claimed_at:
        raise Conflict(_("This person has signed in already."), code="state")
    context = {"by": str(by) if by else "", "days": VALID_FOR.days, "email": person.email}
    mail_to_address(address=person.email, kind="claim", context=context, language=person.language, about=person, url=claim_url(person), person=person)


def person_of_claim(token: str) -> User:
    """Whom a link is for. Raises NotVisible for a forged one, Refused for one that ran out or was used."""
    try:
        held = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        raise Refused(_("This link has run out. Ask for a new password on the sign-in page, and we mail you a new way in."), code="link-expired") from None
    except signing.BadSignature:
        raise NotVisible(_("This link is not complete. Open it from the mail again, or copy all of it.")) from None
    person = User.objects.filter(pk=held["person"], email__iexact=held["email"], is_active=True).first()
    if person is None:
        raise NotVisible
    if person.claimed_at:
        raise Refused(_("This account has been taken over already. Sign in to go on."), code="link-used")
    return person


@transaction.atomic
def claim(*, token: str, password: str, **settings: object) -> User:
    """Take over the account of a link: set name, languages, country and zone, and a password; the address counts as proved."""
    return open_account(email=person_of_claim(token).email, password=password, **settings)


@transaction.atomic
def open_account(*, email: str, password: str, name: str, languages: list[str], country: str, time_zone: str) -> User:
    """Give the owner of a proved address a sign-in, whether or not the person exists. Raises Refused when they have one."""
    person = invite_person(email=email, name=name)
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)  # the link opened in two tabs
    if person.claimed_at:
        raise Refused(_("There is a sign-in for this address already. Sign in to go on."), code="link-used")
    person.name, person.languages, person.country, person.time_zone = name, languages, country, time_zone
    errors = problems_of(person) | _problems_of_password(password, person)
    if errors:
        raise Invalid(errors)
    person.set_password(password)
    person.claimed_at = clock.now()
    person.save()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return person


def _problems_of_password(password: str, person: User) -> dict[str, list[str]]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {"password": error.messages}
    return {}
