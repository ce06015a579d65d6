"""People: who they are, which languages they read, when they may be reached."""

import hashlib
import secrets
from datetime import datetime, time

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.core import clock
from network.core.models import BaseModel
from network.core.sorting import sort_key
from network.vocabulary.countries import CountryCode


def weekdays() -> list[int]:
    """Monday to Friday, as `date.weekday()` numbers them."""
    return [0, 1, 2, 3, 4]


class Observance(models.TextChoices):
    """Days that are not public holidays, which a person may choose to keep free."""

    SAMI_NATIONAL_DAY = "sami-national-day", _("Sámi National Day, 6 February")


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.lower(), **fields)  # as allauth looks addresses up
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, BaseModel):
    """A person. May exist before the first sign-in (an invited investor) and claims the account by a link."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    sort_key = models.CharField(max_length=160, editable=False, db_index=True)
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("languages, in order"), default=list, blank=True, size=3)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Helsinki")
    country = models.CharField(_("country"), max_length=2, choices=CountryCode.choices, default=CountryCode.FI)
    place = models.CharField(_("place"), max_length=80, blank=True)
    work_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("working days"), default=weekdays, blank=True)
    work_start = models.TimeField(_("working hours begin"), default=time(8))
    work_end = models.TimeField(_("working hours end"), default=time(16))
    quiet_start = models.TimeField(_("quiet hours begin"), default=time(20))
    quiet_end = models.TimeField(_("quiet hours end"), default=time(7))
    observances = ArrayField(models.CharField(max_length=30, choices=Observance.choices), default=list, blank=True)
    shows_presence = models.BooleanField(_("others see when I am here and when I write, and I see it of them"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=Q(languages__len__lte=3), name="user_three_languages"),
            models.CheckConstraint(condition=Q(work_start__lt=models.F("work_end")), name="user_work_start_before_end"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args, **kwargs) -> None:
        self.sort_key = sort_key(self.name or self.email)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key"}
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        """The interface language the person reads first."""
        return self.languages[0] if self.languages else "en"

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        parts = (self.name or self.email).split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()

    @property
    def first_name(self) -> str:
        """How the person is greeted."""
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]


class PersonalAccessToken(BaseModel):
    """A key for the API. Only its digest is kept; the text is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @staticmethod
    def new_secret() -> str:
        """A fresh token text, `nb_` and 40 random characters."""
        return f"nb_{secrets.token_urlsafe(30)}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """What is stored of a token. Random texts of this length need no slow hash."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_valid(self, at: datetime | None = None) -> bool:
        """Neither revoked nor expired (real time: tokens are used by machines)."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > (at or clock.real_now()))
