"""What the API takes and gives of cohorts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.calls.services import LANGUAGES
from mentoring.cohorts.attendance import MOST_MINUTES
from mentoring.cohorts.models import LONGEST_ABOUT, LONGEST_NAME, Cohort, CohortAttendance, CohortMember, CohortSession, TrackRule
from mentoring.cohorts.notes import LONGEST as LONGEST_NOTE
from mentoring.cohorts.notes import NOTICE, WAYS
from mentoring.cohorts.rules import MOST_MEMBERS, MOST_PEOPLE
from mentoring.cohorts.services import DAYS
from mentoring.matching.models import MatchRun
from mentoring.requests.models import MentoringRequest
from network.core.api import IdField, StrictSerializer


class CohortOut(serializers.ModelSerializer):
    """A cohort. Texts are by language; `is_run`: you are one of those who run it."""

    incubator_name = serializers.CharField(source="incubator.name")
    names = serializers.DictField(child=serializers.CharField())
    abouts = serializers.DictField(child=serializers.CharField())
    is_run = serializers.BooleanField()
    size = serializers.IntegerField(help_text="How many companies are in.")

    class Meta:
        model = Cohort
        fields = ("id", "programme", "incubator", "incubator_name", "call", "takes_confirmed", "state", "names", "abouts", "languages", "starts_on")
        fields += ("ends_on", "time_zone", "conversation", "announcements", "begun_at", "ended_at", "is_run", "size")
        read_only_fields = fields


class CohortChangeIn(StrictSerializer):
    """What can be said of a cohort; what is not given stays."""

    names = serializers.DictField(child=serializers.CharField(max_length=LONGEST_NAME), required=False)
    abouts = serializers.DictField(child=serializers.CharField(max_length=LONGEST_ABOUT), required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=LANGUAGES), max_length=len(LANGUAGES), required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    time_zone = serializers.CharField(max_length=40, required=False)
    call = IdField(required=False, allow_null=True)
    takes_confirmed = serializers.BooleanField(required=False)


class CohortIn(CohortChangeIn):
    """A new cohort, seen by nobody else before it begins."""

    programme = IdField()
    incubator = IdField()
    names = serializers.DictField(child=serializers.CharField(max_length=LONGEST_NAME))
    languages = serializers.ListField(child=serializers.ChoiceField(choices=LANGUAGES), max_length=len(LANGUAGES))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    time_zone = serializers.CharField(max_length=40)


class CohortPersonOut(serializers.Serializer):
    """Somebody who comes along."""

    id = serializers.UUIDField(source="person_id")
    name = serializers.CharField(source="person.name")


class CohortMemberOut(serializers.ModelSerializer):
    """A company that is in, and who comes along for it."""

    company_name = serializers.CharField(source="company.name")
    people = CohortPersonOut(source="along", many=True)

    class Meta:
        model = CohortMember
        fields = ("id", "company", "company_name", "joined_at", "people")
        read_only_fields = fields


class CohortMemberIn(StrictSerializer):
    """A company of the programme; without `people` those who speak for it come along."""

    company = IdField()
    people = serializers.ListField(child=IdField(), required=False, max_length=MOST_PEOPLE)


class CohortPeopleIn(StrictSerializer):
    """Who comes along from now on: whoever is not named leaves."""

    people = serializers.ListField(child=IdField(), max_length=MOST_PEOPLE)


class CohortReasonIn(StrictSerializer):
    """Why; those concerned read it."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class CohortSessionOut(serializers.ModelSerializer):
    """A session of a cohort, instants in UTC."""

    organiser_name = serializers.CharField(source="organiser.name")

    class Meta:
        model = CohortSession
        fields = ("id", "cohort", "title", "about", "state", "starts_at", "ends_at", "place", "link", "organiser_name", "invited_at", "cancelled_because")
        read_only_fields = fields


class CohortSessionChangeIn(StrictSerializer):
    """What can be said of a session; what is not given stays."""

    title = serializers.CharField(max_length=160, required=False)
    about = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    link = serializers.URLField(max_length=400, required=False, allow_blank=True)


class CohortSessionIn(CohortSessionChangeIn):
    """A new session."""

    title = serializers.CharField(max_length=160)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class CohortAttendanceOut(serializers.ModelSerializer):
    """Whether a company was there, for how many minutes, and who of it."""

    company = serializers.UUIDField(source="member.company_id")
    people = serializers.SerializerMethodField()

    class Meta:
        model = CohortAttendance
        fields = ("member", "company", "attended", "minutes", "people", "recorded_at")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_people(self, row: CohortAttendance) -> list:
        return [person.pk for person in row.people.all()]


class CohortPresentIn(StrictSerializer):
    """One company: 0 minutes where nobody was there."""

    member = IdField()
    minutes = serializers.IntegerField(min_value=0, max_value=MOST_MINUTES)
    people = serializers.ListField(child=IdField(), required=False, default=list, max_length=50)


class CohortAttendanceIn(StrictSerializer):
    """Who was there; companies that are not named stay as they are."""

    members = serializers.ListField(child=CohortPresentIn(), max_length=MOST_MEMBERS)


class TrackRuleOut(serializers.ModelSerializer):
    """What counts as stuck, after how many days, and whether it is looked at."""

    class Meta:
        model = TrackRule
        fields = ("kind", "days", "is_on")
        read_only_fields = fields


class TrackRuleIn(StrictSerializer):
    """One rule; others stay as they are."""

    kind = serializers.ChoiceField(choices=TrackRule.Kind.choices)
    days = serializers.IntegerField(min_value=DAYS[0], max_value=DAYS[1])
    is_on = serializers.BooleanField()


class TrackReasonOut(serializers.Serializer):
    """Why a company is stuck: `since` when, how many `days`, and how many of it (`count`)."""

    kind = serializers.CharField()
    since = serializers.DateField()
    days = serializers.IntegerField()
    count = serializers.IntegerField()


class StandingOut(serializers.Serializer):
    """One company: stuck for these reasons, or on track where there are none."""

    member = serializers.UUIDField(source="member.pk")
    company = serializers.UUIDField(source="member.company_id")
    company_name = serializers.CharField(source="member.company.name")
    is_stuck = serializers.BooleanField()
    reasons = TrackReasonOut(many=True)
    last_session = serializers.DateTimeField(allow_null=True)
    next_session = serializers.DateTimeField(allow_null=True)


class CohortDraftsOut(serializers.Serializer):
    """Ready texts by language, for those who come along."""

    texts = serializers.DictField(child=serializers.CharField())


class CohortDraftsAsked(StrictSerializer):
    """For which reason; without one for the first that there is."""

    reason = serializers.ChoiceField(choices=TrackRule.Kind.choices, required=False)


class CohortNoteIn(StrictSerializer):
    """Words in the languages of those who come along, and how they go: `notice` or `talk`."""

    texts = serializers.DictField(child=serializers.CharField(max_length=LONGEST_NOTE))
    way = serializers.ChoiceField(choices=WAYS, required=False, default=NOTICE)
    reason = serializers.ChoiceField(choices=TrackRule.Kind.choices, required=False, default="", allow_blank=True)


class SeekerOut(serializers.Serializer):
    """How a company stands towards a run: `looking` takes part; `out`, `paired`, `draft` and `none` do not."""

    member = serializers.UUIDField(source="member.pk")
    company = serializers.UUIDField(source="member.company_id")
    company_name = serializers.CharField(source="member.company.name")
    place = serializers.CharField()


class SeekersAsked(StrictSerializer):
    """Whom the companies look for."""

    target = serializers.ChoiceField(choices=MentoringRequest.Target.choices, required=False, default="mentor")


class CohortAskIn(SeekersAsked):
    """Which companies are asked; all without an open request where none are named."""

    members = serializers.ListField(child=IdField(), required=False, max_length=MOST_MEMBERS)


class CohortMatchIn(SeekersAsked):
    """What the run aims at."""

    aim = serializers.ChoiceField(choices=MatchRun.Aim.choices, required=False, default="exact")


class CohortRunOut(serializers.Serializer):
    """The run that was started; `GET match-runs/{run}/` follows it."""

    run = serializers.UUIDField()


class CohortAskedOut(serializers.Serializer):
    """Who was asked."""

    members = serializers.ListField(child=serializers.UUIDField())
