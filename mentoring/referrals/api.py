"""`referrals` and `mentor-loans`: between incubators."""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.referrals import loans, queries, services, shared
from mentoring.referrals.models import ANSWER_DAYS, OPEN_DAYS, MentorLoan, Referral
from network.core.api import IdField, StrictSerializer, ViewSet
from network.organisations.queries import organisation_for
from network.programmes.queries import incubator_in, programme_for

SHARED = [(key, kind.label) for key, kind in shared.KINDS.items()]
DAYS = {"min_value": ANSWER_DAYS[0], "max_value": ANSWER_DAYS[1], "required": False, "help_text": "For each side that is asked."}


class ReferralSerializer(serializers.ModelSerializer):
    """A company that one incubator refers to another, and where it stands. What is handed over: `GET …/data/`."""

    class Meta:
        model = Referral
        fields = (
            *("id", "programme", "company", "giver", "receiver", "reason", "note", "shared", "answer_days", "open_days", "state", "answer_by"),
            *("created_at", "sent_at", "consented_at", "answered_at", "answer", "open_until", "closed_at"),
        )
        read_only_fields = fields


class NewReferralSerializer(StrictSerializer):
    """Which company is referred to which incubator of the programme, why, and what would be handed over."""

    programme = IdField()
    company = IdField()
    giver = IdField()
    receiver = IdField()
    reason = serializers.CharField(max_length=2000)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False, help_text="For the other incubator; the company reads it too.")
    shared = serializers.ListField(child=serializers.ChoiceField(choices=SHARED), max_length=len(SHARED))
    answer_days = serializers.IntegerField(**DAYS)
    open_days = serializers.IntegerField(min_value=OPEN_DAYS[0], max_value=OPEN_DAYS[1], required=False, help_text="What was handed over stays open so long.")


class ConsentSerializer(StrictSerializer):
    """`shared`: what of the proposal the company lets go; all of it where it is not given."""

    shared = serializers.ListField(child=serializers.ChoiceField(choices=SHARED), max_length=len(SHARED), required=False)


class WordSerializer(StrictSerializer):
    """Words to the other side."""

    answer = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class HandedOverSerializer(serializers.Serializer):
    """What was handed over, by kind."""

    data = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}})
    def get_data(self, found: dict) -> dict:
        return found


class ReferralViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Referrals of your incubator, to it, and of your company, newest first."""

    serializer_class = ReferralSerializer

    def get_queryset(self):
        return queries.referrals_visible_to(self.request.user)

    def get_object(self) -> Referral:
        return queries.referral_for(self.request.user, self.kwargs["pk"])

    @extend_schema(request=NewReferralSerializer, responses={201: ReferralSerializer})
    def create(self, request: Request) -> Response:
        """For the incubator that follows the company: write a referral. Nobody is told before it is sent."""
        given = self.parsed(NewReferralSerializer)
        given["fields"] = given.pop("shared")
        given["programme"] = programme_for(request.user, given["programme"])
        given["company"] = organisation_for(request.user, given["company"])
        given |= {side: incubator_in(given["programme"], given[side]) for side in ("giver", "receiver")}
        return self.answer(services.prepare(by=request.user, **given), created=True)

    @extend_schema(responses=HandedOverSerializer)
    @action(detail=True, pagination_class=None)
    def data(self, request: Request, pk: str) -> Response:
        """What was handed over, as far as you may read it now: empty for the receiver once it is closed."""
        return Response(HandedOverSerializer(queries.data_of(request.user, self.get_object())).data)

    @extend_schema(request=None, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def send(self, request: Request, pk: str) -> Response:
        """Ask the company for its consent."""
        return self.answer(services.send(referral=self.get_object(), by=request.user))

    @extend_schema(request=ConsentSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def consent(self, request: Request, pk: str) -> Response:
        """For administrators of the company: agree. What is handed over is what it says at this moment."""
        found, given = self.get_object(), self.parsed(ConsentSerializer)
        return self.answer(services.consent(referral=found, by=request.user, fields=given.get("shared")))

    @extend_schema(request=WordSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def refuse(self, request: Request, pk: str) -> Response:
        """For administrators of the company: do not agree."""
        return self._say(services.refuse)

    @extend_schema(request=WordSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def accept(self, request: Request, pk: str) -> Response:
        """For the other incubator: follow the company from now on."""
        return self._say(services.accept)

    @extend_schema(request=WordSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def decline(self, request: Request, pk: str) -> Response:
        """For the other incubator: say no."""
        return self._say(services.decline)

    @extend_schema(request=WordSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True, url_path="pull-back")
    def pull_back(self, request: Request, pk: str) -> Response:
        """For the incubator that refers: take it back before it was accepted."""
        return self._say(services.pull_back)

    @extend_schema(request=WordSerializer, responses=ReferralSerializer)
    @action(methods=["post"], detail=True)
    def withdraw(self, request: Request, pk: str) -> Response:
        """For administrators of the company: take the consent back, at any time."""
        return self._say(services.withdraw)

    def _say(self, service: Callable[..., Referral]) -> Response:
        found = self.get_object()
        return self.answer(service(referral=found, by=self.request.user, **self.parsed(WordSerializer)))


class LoanSerializer(serializers.ModelSerializer):
    """A mentor lent to an incubator of another programme, and where it stands."""

    mentor = serializers.UUIDField(source="profile_id", read_only=True)
    mentor_name = serializers.CharField(source="profile.person", read_only=True)

    class Meta:
        model = MentorLoan
        fields = (
            *("id", "mentor", "mentor_name", "lender", "lender_programme", "borrower", "borrower_programme", "reason", "starts_on", "ends_on", "state"),
            *("answer_by", "created_at", "mentor_at", "borrower_at", "answer", "closed_at"),
        )
        read_only_fields = fields


class NewLoanSerializer(StrictSerializer):
    """Which mentor of which of your programmes is lent, to which partner of another, from when to when."""

    mentor = IdField()
    programme = IdField()
    partner = IdField(help_text="A partner that takes companies in, of another programme: `GET mentor-loans/borrowers/`.")
    reason = serializers.CharField(max_length=2000)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    answer_days = serializers.IntegerField(**DAYS)


class BorrowerSerializer(serializers.Serializer):
    """An incubator to which a mentor can be lent."""

    id = serializers.UUIDField(read_only=True)
    organisation = serializers.CharField(source="organisation.name", read_only=True)
    programme = serializers.CharField(source="programme.name", read_only=True)


class LoanViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Loans of you as a mentor, and from and to the programmes that you coordinate, newest first."""

    serializer_class = LoanSerializer

    def get_queryset(self):
        return queries.loans_visible_to(self.request.user)

    def get_object(self) -> MentorLoan:
        return queries.loan_for(self.request.user, self.kwargs["pk"])

    @extend_schema(responses=BorrowerSerializer(many=True))
    @action(detail=False)
    def borrowers(self, request: Request) -> Response:
        """Incubators to which you could lend a mentor."""
        return self.paged(queries.borrowers_for(request.user), BorrowerSerializer)

    @extend_schema(request=NewLoanSerializer, responses={201: LoanSerializer})
    def create(self, request: Request) -> Response:
        """For coordinators: lend a mentor. The mentor is asked first."""
        given = self.parsed(NewLoanSerializer)
        approval = queries.mentor_to_lend(request.user, given.pop("mentor"), given.pop("programme"))
        borrower = queries.borrower_for(request.user, given.pop("partner"))
        return self.answer(loans.offer(by=request.user, approval=approval, borrower=borrower, **given), created=True)

    @extend_schema(request=None, responses=LoanSerializer)
    @action(methods=["post"], detail=True)
    def consent(self, request: Request, pk: str) -> Response:
        """For the mentor: agree."""
        return self.answer(loans.consent(loan=self.get_object(), by=request.user))

    @extend_schema(request=None, responses=LoanSerializer)
    @action(methods=["post"], detail=True)
    def accept(self, request: Request, pk: str) -> Response:
        """For coordinators of the programme that borrows: agree."""
        return self.answer(loans.accept(loan=self.get_object(), by=request.user))

    @extend_schema(request=WordSerializer, responses=LoanSerializer)
    @action(methods=["post"], detail=True)
    def decline(self, request: Request, pk: str) -> Response:
        """For whoever is awaited: say no."""
        found = self.get_object()
        return self.answer(loans.decline(loan=found, by=request.user, **self.parsed(WordSerializer)))

    @extend_schema(request=WordSerializer, responses=LoanSerializer)
    @action(methods=["post"], detail=True, url_path="pull-back")
    def pull_back(self, request: Request, pk: str) -> Response:
        """For any of the three: end it, at any time."""
        found = self.get_object()
        return self.answer(loans.pull_back(loan=found, by=request.user, **self.parsed(WordSerializer)))
