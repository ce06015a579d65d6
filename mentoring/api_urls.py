"""The API resources of this package."""

from rest_framework.routers import SimpleRouter

from mentoring.calls.api import CallViewSet
from mentoring.calls.application_api import ApplicationViewSet
from mentoring.calls.board_api import BoardViewSet, MovingViewSet
from mentoring.calls.file_api import AnswerFileViewSet
from mentoring.cohorts.api import CohortViewSet
from mentoring.cohorts.following_api import CohortFollowingViewSet
from mentoring.cohorts.session_api import CohortSessionViewSet
from mentoring.followups.api import CheckInViewSet, FollowUpRuleViewSet, FollowUpViewSet
from mentoring.insights.across_api import AcrossViewSet, PlansAcrossViewSet
from mentoring.insights.api import PipelineViewSet, StuckMentorshipViewSet, StuckRequestViewSet
from mentoring.insights.supply_api import SupplyViewSet
from mentoring.investors.api import InvestorMeetingViewSet
from mentoring.matching.contests.api import ContestViewSet, MentorListsViewSet, WhyViewSet
from mentoring.matching.runs.api import RunViewSet
from mentoring.matching.shortlist.api import ChoosingViewSet, HandOverViewSet, MatchViewSet
from mentoring.matching.weights.api import WeightingViewSet
from mentoring.mentorships.api import MentorshipViewSet
from mentoring.mentorships.session_api import SessionViewSet
from mentoring.plans.api import PlanViewSet
from mentoring.plans.report_api import PlanFormViewSet, ReportViewSet
from mentoring.profiles.api import ApprovalViewSet, IncubatorViewSet, MentorViewSet
from mentoring.referrals.api import LoanViewSet, ReferralViewSet
from mentoring.requests.apart_api import BlockViewSet
from mentoring.requests.api import ChoiceViewSet, RequestViewSet
from mentoring.reviews.api import ReviewViewSet
from mentoring.reviews.redaction_api import RedactionViewSet
from mentoring.reviews.staff_api import CallReviewViewSet

router = SimpleRouter()
router.register("applications", MovingViewSet, basename="api-application-move")
router.register("calls", BoardViewSet, basename="api-call-work")
router.register("applications", AnswerFileViewSet, basename="api-application-file")
router.register("applications", ApplicationViewSet, basename="api-application")
router.register("blocks", BlockViewSet, basename="block")
router.register("calls", CallViewSet, basename="api-call")
router.register("check-ins", CheckInViewSet, basename="api-check-in")
router.register("calls", CallReviewViewSet, basename="api-call-reviewing")
router.register("calls", RedactionViewSet, basename="api-call-redacting")
router.register("choices", ChoiceViewSet, basename="choice")
router.register("choices", WhyViewSet, basename="choice-asked")
router.register("cohort-sessions", CohortSessionViewSet, basename="api-cohort-session")
router.register("cohorts", CohortViewSet, basename="api-cohort")
router.register("cohorts", CohortFollowingViewSet, basename="api-cohort-following")
router.register("contests", ContestViewSet, basename="contest")
router.register("development-plans", PlanViewSet, basename="api-plan")
router.register("follow-up-rules", FollowUpRuleViewSet, basename="api-follow-up-rule")
router.register("follow-ups", FollowUpViewSet, basename="api-follow-up")
router.register("incubators", IncubatorViewSet, basename="incubator")
router.register("investor-meetings", InvestorMeetingViewSet, basename="api-investor-meeting")
router.register("match-runs", RunViewSet, basename="api-match-run")
router.register("match-weights", WeightingViewSet, basename="api-match-weights")
router.register("matches", MatchViewSet, basename="match")
router.register("mentoring-requests", RequestViewSet, basename="mentoring-request")
router.register("mentoring-requests", ChoosingViewSet, basename="mentoring-request-choosing")
router.register("mentor-approvals", ApprovalViewSet, basename="mentor-approval")
router.register("mentor-lists", MentorListsViewSet, basename="mentor-lists")
router.register("mentor-loans", LoanViewSet, basename="api-mentor-loan")
router.register("mentors", MentorViewSet, basename="mentor")
router.register("mentorships", MentorshipViewSet, basename="api-mentorship")
router.register("mentorships", HandOverViewSet, basename="api-mentorship-over")
router.register("plan-forms", PlanFormViewSet, basename="api-plan-form")
router.register("progress-reports", ReportViewSet, basename="api-progress-report")
router.register("referrals", ReferralViewSet, basename="api-referral")
router.register("reports/applications", AcrossViewSet, basename="across-applications")
router.register("reports/pipeline", PipelineViewSet, basename="pipeline")
router.register("reports/plans", PlansAcrossViewSet, basename="across-plans")
router.register("reports/stuck-mentorships", StuckMentorshipViewSet, basename="stuck-mentorship")
router.register("reports/stuck-requests", StuckRequestViewSet, basename="stuck-request")
router.register("reports/supply", SupplyViewSet, basename="supply")
router.register("reviews", ReviewViewSet, basename="api-review")
router.register("sessions", SessionViewSet, basename="api-session")

urlpatterns = [*router.urls]
