"""The API resources of this package."""

from rest_framework.routers import SimpleRouter

from mentoring.insights.api import PipelineViewSet, StuckMentorshipViewSet, StuckRequestViewSet
from mentoring.matching.api import ChoosingViewSet, MatchViewSet
from mentoring.profiles.api import IncubatorViewSet, MentorViewSet
from mentoring.requests.api import ChoiceViewSet, RequestViewSet

router = SimpleRouter()
router.register("choices", ChoiceViewSet, basename="choice")
router.register("incubators", IncubatorViewSet, basename="incubator")
router.register("matches", MatchViewSet, basename="match")
router.register("mentoring-requests", RequestViewSet, basename="mentoring-request")
router.register("mentoring-requests", ChoosingViewSet, basename="mentoring-request-choosing")
router.register("mentors", MentorViewSet, basename="mentor")
router.register("reports/pipeline", PipelineViewSet, basename="pipeline")
router.register("reports/stuck-mentorships", StuckMentorshipViewSet, basename="stuck-mentorship")
router.register("reports/stuck-requests", StuckRequestViewSet, basename="stuck-request")

urlpatterns = [*router.urls]
