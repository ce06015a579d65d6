"""Plans, goals and reports as the API shows and takes them."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.plans import bulk
from mentoring.plans.models import Action, Advice, DevelopmentPlan, Goal, GoalProgress, PlanEntry, ProgressReport, ReportVersion, TemplateVersion
from mentoring.plans.progress import Point, curve_of
from network.core.api import IdField, StrictSerializer
from network.forms.fields import AnswersField, QuestionsField

NOTE = 2000
ANSWERS = "Answers by the keys of the questions; one that is not given stays, an empty one is taken away."


class FrameIn(StrictSerializer):
    """When a plan begins, how long it runs, how often a report is due."""

    starts_on = serializers.DateField(required=False)
    months = serializers.IntegerField(min_value=3, max_value=60, required=False)
    schedule = serializers.ChoiceField(choices=DevelopmentPlan.Schedule.choices, required=False)
    report_days = serializers.IntegerField(min_value=0, max_value=60, required=False)


class PlanIn(FrameIn):
    """A new plan."""

    programme = IdField()
    company = IdField()


class PlanChangeIn(FrameIn):
    """What can be changed before approval."""

    answers = AnswersField(required=False, help_text=ANSWERS)


class GoalIn(StrictSerializer):
    """A goal."""

    what = serializers.CharField(max_length=300)
    known_by = serializers.CharField(max_length=1000)
    by_when = serializers.DateField()


class GoalChangeIn(StrictSerializer):
    """Changes of a goal."""

    what = serializers.CharField(max_length=300, required=False)
    known_by = serializers.CharField(max_length=1000, required=False)
    by_when = serializers.DateField(required=False)
    state = serializers.ChoiceField(choices=Goal.State.choices, required=False)


class ActionIn(StrictSerializer):
    """A step towards a goal."""

    what = serializers.CharField(max_length=300)
    owner = IdField(required=False, allow_null=True)
    owner_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    due_on = serializers.DateField(required=False, allow_null=True)


class StepDoneIn(StrictSerializer):
    """Whether it is done."""

    is_done = serializers.BooleanField()


class PlanCommentIn(StrictSerializer):
    """A comment that the company reads."""

    comment = serializers.CharField(max_length=NOTE)


class PlanWordIn(StrictSerializer):
    """A comment that may be empty."""

    comment = serializers.CharField(max_length=NOTE, required=False, allow_blank=True, default="")


class SkipReasonIn(StrictSerializer):
    """Why a report is not needed."""

    reason = serializers.CharField(max_length=NOTE)


class ReportDueIn(StrictSerializer):
    """Another date."""

    due_on = serializers.DateField()


class PlanPeopleIn(StrictSerializer):
    """Who follows the plan."""

    adviser = IdField(required=False)
    regional = IdField(required=False)


class PlanBulkIn(StrictSerializer):
    """One deed for several plans."""

    deed = serializers.ChoiceField(choices=bulk.DEEDS)
    plans = serializers.ListField(child=IdField(), min_length=1, max_length=bulk.MOST)
    due_on = serializers.DateField(required=False)
    adviser = IdField(required=False)
    comment = serializers.CharField(max_length=NOTE, required=False, allow_blank=True, default="")


class PlanOutcomeOut(serializers.Serializer):
    """What became of one plan."""

    plan = serializers.UUIDField(source="plan.pk")
    company_name = serializers.CharField(source="plan.company.name")
    is_done = serializers.BooleanField()
    code = serializers.CharField(help_text="Why not, as a stable word; empty where it was done.")
    reason = serializers.CharField(help_text="Why not, in the reader's language.")


class ProgressIn(StrictSerializer):
    """How far a goal is."""

    goal = IdField()
    percent = serializers.IntegerField(min_value=0, max_value=100)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ReportIn(StrictSerializer):
    """What stands in a report."""

    answers = AnswersField(required=False, help_text=ANSWERS)
    progress = ProgressIn(many=True, required=False)

    def validate_progress(self, rows: list[dict]) -> dict:
        """By goal, as the service takes it."""
        lacking = [{name: [_("This needs an answer.")] for name in ("goal", "percent") if name not in row} for row in rows]
        if any(lacking):  # a PATCH takes what is given, within its rows too
            raise serializers.ValidationError(lacking)
        return {str(row["goal"]): {"percent": row["percent"], "note": row.get("note", "")} for row in rows}


class AdviceIn(StrictSerializer):
    """Minutes of advice."""

    minutes = serializers.IntegerField(min_value=1, max_value=720)
    about = serializers.CharField(max_length=300)
    given_at = serializers.DateTimeField(required=False)
    report = IdField(required=False)


class AdviceMinutesIn(StrictSerializer):
    """The true minutes; 0 when it was not given."""

    minutes = serializers.IntegerField(min_value=0, max_value=720)


class PlanFormIn(StrictSerializer):
    """A new version of what a programme's plans ask, made from version `number`."""

    number = serializers.IntegerField(min_value=0, max_value=1_000_000)
    baseline = QuestionsField()
    report = QuestionsField()
    with_drafts = serializers.BooleanField(required=False, default=False, help_text="Reports that are being written get it too.")


class PlanFormTryIn(StrictSerializer):
    """Questions of the report whose impact is asked."""

    report = QuestionsField()


class ActionOut(serializers.ModelSerializer):
    who = serializers.SerializerMethodField(help_text="The owner's name.")

    class Meta:
        model = Action
        fields = ["id", "what", "owner", "who", "due_on", "done_at"]
        read_only_fields = fields

    def get_who(self, action: Action) -> str:
        """Who does it."""
        return str(action.owner) if action.owner else action.owner_name


class GoalOut(serializers.ModelSerializer):
    actions = ActionOut(many=True)

    class Meta:
        model = Goal
        fields = ["id", "position", "what", "known_by", "by_when", "state", "actions"]
        read_only_fields = fields


class PlanPointOut(serializers.Serializer):
    """The plan's progress at the end of a period: the mean over its goals, 0 to 100."""

    report = serializers.UUIDField()
    ends_on = serializers.DateField()
    percent = serializers.IntegerField()
    is_approved = serializers.BooleanField()


class PlanRow(serializers.ModelSerializer):
    """A plan in a list."""

    company_name = serializers.CharField(source="company.name", read_only=True)
    adviser_name = serializers.SerializerMethodField()

    class Meta:
        model = DevelopmentPlan
        fields = [
            "id", "programme", "company", "company_name", "incubator", "adviser", "adviser_name", "regional", "state", "starts_on", "ends_on", "months",
            "schedule", "report_days", "submitted_at", "approved_at", "closed_at", "comment", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_adviser_name(self, plan: DevelopmentPlan) -> str:
        """Empty while nobody advises."""
        return str(plan.adviser or "")


class PlanOut(PlanRow):
    """A plan with its baseline, goals and curve."""

    questions = serializers.JSONField(source="version.baseline", read_only=True, help_text="What the baseline asks.")
    goals = GoalOut(many=True)
    curve = serializers.SerializerMethodField()

    class Meta(PlanRow.Meta):
        fields = [*PlanRow.Meta.fields, "questions", "baseline", "goals", "curve"]
        read_only_fields = fields

    @extend_schema_field(PlanPointOut(many=True))
    def get_curve(self, plan: DevelopmentPlan) -> list[Point]:
        """Only what was handed in."""
        return PlanPointOut(curve_of(plan), many=True).data


class GoalProgressOut(serializers.ModelSerializer):
    what = serializers.CharField(source="goal.what")

    class Meta:
        model = GoalProgress
        fields = ["goal", "what", "percent", "note"]
        read_only_fields = fields


class ReportOut(serializers.ModelSerializer):
    """A report. Its draft is for the company; others read what was handed in."""

    company_name = serializers.CharField(source="plan.company.name", read_only=True)
    questions = serializers.JSONField(source="version.report", read_only=True)
    answers = serializers.SerializerMethodField()
    kept = serializers.SerializerMethodField(help_text="Answers whose question is no longer asked, beside the question as it was.")
    progress = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField(help_text="How often it was handed in.")

    class Meta:
        model = ProgressReport
        fields = [
            "id", "plan", "company_name", "number", "starts_on", "ends_on", "nominal_on", "due_on", "state", "questions", "answers", "kept", "progress",
            "versions", "edited_at", "submitted_at", "decided_at", "comment",
        ]  # fmt: skip
        read_only_fields = fields

    def shown(self, report: ProgressReport) -> bool:
        """Whether the reader sees what stands in it now."""
        return report.state in (ProgressReport.State.SUBMITTED, ProgressReport.State.APPROVED) or report.plan.company_id in self.context["own_companies"]

    @extend_schema_field(serializers.DictField())
    def get_answers(self, report: ProgressReport) -> dict:
        """Empty where the reader does not see the draft."""
        return report.answers if self.shown(report) else {}

    @extend_schema_field(serializers.ListField())
    def get_kept(self, report: ProgressReport) -> list:
        """As for answers."""
        return report.kept if self.shown(report) else []

    @extend_schema_field(GoalProgressOut(many=True))
    def get_progress(self, report: ProgressReport) -> list:
        """As for answers."""
        return GoalProgressOut(report.progress.all(), many=True).data if self.shown(report) else []

    def get_versions(self, report: ProgressReport) -> int:
        """Of rows that were fetched with the report."""
        return len(report.versions.all())


class ReportVersionOut(serializers.ModelSerializer):
    """A report as it was handed in."""

    class Meta:
        model = ReportVersion
        fields = ["number", "author_name", "handed_in_at", "data"]
        read_only_fields = fields


class PlanEntryOut(serializers.ModelSerializer):
    """One line of a plan's history."""

    class Meta:
        model = PlanEntry
        fields = ["id", "created_at", "verb", "person_name", "report", "note"]
        read_only_fields = fields


class AdviceOut(serializers.ModelSerializer):
    """Advice that was given."""

    adviser_name = serializers.SerializerMethodField()

    class Meta:
        model = Advice
        fields = ["id", "plan", "report", "adviser", "adviser_name", "given_at", "minutes", "about"]
        read_only_fields = fields

    def get_adviser_name(self, advice: Advice) -> str:
        """Empty where nobody is named any more."""
        return str(advice.adviser or "")


class PlanFormOut(serializers.ModelSerializer):
    """What a programme's plans ask."""

    class Meta:
        model = TemplateVersion
        fields = ["number", "baseline", "report", "created_at"]
        read_only_fields = fields


class PlanFormImpactOut(serializers.Serializer):
    """What a new version would change."""

    added = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    plans = serializers.IntegerField(help_text="Plans that run.")
    coming = serializers.IntegerField(help_text="Reports of periods that have not begun: they get the new version.")
    settled = serializers.IntegerField(help_text="Reports that were handed in or skipped: they stay as they are.")
    drafts = serializers.IntegerField(help_text="Reports that can be written now: they keep their version, unless brought along.")
    drafts_with_left_answers = serializers.ListField(child=serializers.UUIDField(), help_text="Those that hold answers to questions that would be gone.")
