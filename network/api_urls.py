"""The API resources of this package."""

from rest_framework.routers import SimpleRouter

from network.accounts.api import TokenViewSet
from network.files.api import FileViewSet
from network.invitations.api import CalendarViewSet
from network.jobs.api import JobViewSet
from network.ledger.api import SupportRecordViewSet
from network.notifications.api import NotificationViewSet
from network.organisations.api import MembershipViewSet, OrganisationViewSet
from network.organisations.people_api import PersonViewSet
from network.programmes.api import ProgrammeViewSet
from network.programmes.partner_api import PartnerRequestViewSet
from network.vocabulary.api import VocabularyViewSet

router = SimpleRouter()
router.register("calendar", CalendarViewSet, basename="calendar")
router.register("files", FileViewSet, basename="file")
router.register("jobs", JobViewSet, basename="job")
router.register("notifications", NotificationViewSet, basename="notification")
router.register("organisations", OrganisationViewSet, basename="organisation")
router.register(r"organisations/(?P<organisation_pk>[0-9a-f-]{36})/memberships", MembershipViewSet, basename="membership")
router.register("partner-requests", PartnerRequestViewSet, basename="partner-request")
router.register("people", PersonViewSet, basename="person")
router.register("programmes", ProgrammeViewSet, basename="programme")
router.register("support-records", SupportRecordViewSet, basename="support-record")
router.register("tokens", TokenViewSet, basename="token")
router.register("vocabulary", VocabularyViewSet, basename="vocabulary")

urlpatterns = [*router.urls]
