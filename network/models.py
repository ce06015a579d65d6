"""The package's models, for Django and as a table of contents. Nothing else imports from here."""

from network.accounts.models import PersonalAccessToken, User
from network.audit import models as _audit
from network.calendars.models import Booking, CalendarFeed
from network.core.models import ClockOffset, IdempotencyKey
from network.files.models import File
from network.invitations.models import Attendee, Invitation
from network.jobs.models import Job
from network.ledger.models import PersonKey, SupportRecord
from network.notifications.models import Delivery, MailHabits, Notification, Preference
from network.organisations.models import ColleagueInvitation, Membership, Organisation
from network.programmes.models import Appointment, Component, Participation, Partner, PartnerRequest, Programme, SharingAgreement, Target
from network.vocabulary.models import Region, Sector, SupportNeed
