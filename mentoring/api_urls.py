"""The API resources of this package."""

from rest_framework.routers import SimpleRouter

from mentoring.insights.api import PipelineViewSet, StuckMentorshipViewSet, StuckRequestViewSet

router = SimpleRouter()
router.register("reports/pipeline", PipelineViewSet, basename="pipeline")
router.register("reports/stuck-mentorships", StuckMentorshipViewSet, basename="stuck-mentorship")
router.register("reports/stuck-requests", StuckRequestViewSet, basename="stuck-request")

urlpatterns = [*router.urls]
