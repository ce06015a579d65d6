"""The package's models, for Django and as a table of contents. Nothing else imports from here."""

from mentoring.calls.models import (
    Application,
    Call,
    CoApplicant,
    ConflictOfInterest,
    FormVersion,
    InformationRequest,
    Move,
    Stage,
    StageTransition,
    Submission,
)
from mentoring.cohorts.models import Cohort, CohortAttendance, CohortMember, CohortNote, CohortPerson, CohortSession, TrackRule
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from mentoring.insights.models import SettledFigures
from mentoring.investors.models import InvestorMeeting, MeetingDocument, MeetingParticipant
from mentoring.matching.models import Contest, Match, MatchRun, MentorChange, Pin, Weighting
from mentoring.mentorships.models import ClosingSurvey, Mentorship, ProposedTime, Session, SessionFeedback
from mentoring.plans.models import Action, Advice, DevelopmentPlan, Goal, GoalProgress, PlanEntry, ProgressReport, ReportVersion, TemplateVersion
from mentoring.profiles.models import (
    Block,
    IncubatorExpertise,
    IncubatorLanguage,
    IncubatorProfile,
    MentorApproval,
    MentorExpertise,
    MentorLanguage,
    MentorPause,
    MentorProfile,
)
from mentoring.referrals.models import MentorLoan, Referral
from mentoring.requests.models import Choice, MentoringRequest, RequestLanguage, RequestNeed
from mentoring.reviews.models import (
    Assignment,
    Criterion,
    Redaction,
    Review,
    Reviewer,
    ReviewPhase,
    ReviewSettings,
    Score,
)
