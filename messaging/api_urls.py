"""The API resources of this package."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from messaging.api import ConversationViewSet
from messaging.inbound.webhook import InboundMailView

router = SimpleRouter()
router.register("conversations", ConversationViewSet, basename="conversation")

urlpatterns = [path("inbound-mail/", InboundMailView.as_view(), name="inbound-mail"), *router.urls]
