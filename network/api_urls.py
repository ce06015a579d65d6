"""The API resources of this package."""

from rest_framework.routers import SimpleRouter

from network.invitations.api import CalendarViewSet
from network.notifications.api import NotificationViewSet

router = SimpleRouter()
router.register("calendar", CalendarViewSet, basename="calendar")
router.register("notifications", NotificationViewSet, basename="notification")

urlpatterns = [*router.urls]
