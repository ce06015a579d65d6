"""The API resources of this package."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from messaging.api import ConversationViewSet
from messaging.inbound.webhook import InboundMailView
from messaging.reports_api import ReportViewSet

router = SimpleRouter()
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("reports", ReportViewSet, basename="report")

urlpatterns = [path("inbound-mail/", InboundMailView.as_view(), name="inbound-mail"), *router.urls]
