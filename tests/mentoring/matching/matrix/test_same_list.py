"""Kept or made anew, the list is the same: after any edit by anybody, in this process and in one that opens the file."""

import random
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mentoring.demo.populate import populate
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import order
from mentoring.matching.facts import bans_of, candidates_of, musts_of, profiles_in, wish_of
from mentoring.matching.matrix import keeping
from mentoring.matching.matrix.keeping import matrix_of
from mentoring.mentorships.models import Mentorship, SessionFeedback
from mentoring.profiles.models import Block, MentorApproval, MentorPause, MentorProfile
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Membership, Organisation
from network.programmes.models import Programme
from tests.world import mentor_profile, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
WEIGHTS = Weights(feedback=2.0)


class Edits:
    """One edit after the other, by chance, as services and hands in the database make them."""

    def __init__(self, programme: Programme, seed: int) -> None:
        self.programme, self.chance, self.made = programme, random.Random(seed), 0
        self.kinds = sorted(name for name in dir(self) if name.startswith("edit_"))

    def one(self) -> str:
        kind = self.kinds[self.made % len(self.kinds)]  # each kind comes up, whom it meets is by chance
        self.made += 1
        getattr(self, kind)(self.chance.choice(list(MentorProfile.objects.order_by("pk"))))
        return kind

    def edit_profile(self, it: MentorProfile) -> None:
        changed = {"countries": ["NO"], "stages": ["idea"], "wants_countries": ["FI"], "formats": ["in-person"], "places": self.chance.randint(0, 3)}
        field = self.chance.choice(list(changed))
        MentorProfile.objects.filter(pk=it.pk).update(**{field: changed[field]})

    def edit_hours(self, it: MentorProfile) -> None:
        MentorProfile.objects.filter(pk=it.pk).update(hours_per_month=self.chance.randint(0, 20))

    def edit_languages(self, it: MentorProfile) -> None:
        it.spoken.all().delete()
        it.spoken.create(language=self.chance.choice(["fi", "en", "se"]), level=self.chance.randint(1, 4))

    def edit_expertise(self, it: MentorProfile) -> None:
        it.expertise.update(level=self.chance.randint(1, 4))
        it.expertise.filter(pk__in=it.expertise.values("pk")[:1]).delete()
        it.expertise.get_or_create(need_id="pricing", defaults={"level": 4})

    def edit_sectors(self, it: MentorProfile) -> None:
        it.sectors.set(["crafts"] if self.chance.random() < 0.5 else ["games", "design"])

    def edit_person(self, it: MentorProfile) -> None:
        changed = {"country": "NO", "time_zone": "Atlantic/Azores", "work_days": [5, 6], "work_start": time(5, 30), "work_end": time(22)}
        field = self.chance.choice(list(changed))
        User.objects.filter(pk=it.person_id).update(**{field: changed[field]})

    def edit_active(self, it: MentorProfile) -> None:
        User.objects.filter(pk=it.person_id).update(is_active=self.chance.random() < 0.5)

    def edit_pause(self, it: MentorProfile) -> None:
        today = clock.today()
        begins = today + timedelta(days=self.chance.randint(-3, 3))
        ends = self.chance.choice([None, begins + timedelta(days=2)])
        MentorPause.objects.create(profile=it, starts_on=begins, ends_on=ends, hours=self.chance.choice([None, None, 1]), yearly=bool(ends))

    def edit_pause_away(self, it: MentorProfile) -> None:
        MentorPause.objects.filter(pk__in=MentorPause.objects.order_by("?").values("pk")[:1]).delete()

    def edit_approval(self, it: MentorProfile) -> None:
        MentorApproval.objects.filter(profile=it).update(state=self.chance.choice(["approved", "ended", "asked"]))

    def edit_approvals_back(self, it: MentorProfile) -> None:
        MentorApproval.objects.update(state="approved")
        User.objects.update(is_active=True)

    def edit_mentorship(self, it: MentorProfile) -> None:
        company = self.chance.choice(list(Organisation.objects.filter(memberships__isnull=False)))
        contact = company.memberships.first().person
        Mentorship.objects.create(programme=self.programme, company=company, contact=contact, mentor=it.person, state="agreeing", hours_per_month=2)

    def edit_mentorship_hours(self, it: MentorProfile) -> None:
        Mentorship.objects.filter(state="agreeing").update(accepted_hours=self.chance.randint(1, 9))

    def edit_mentorship_ends(self, it: MentorProfile) -> None:
        running = Mentorship.objects.filter(state__in=["active", "agreeing"]).order_by("?").first()
        if running:
            Mentorship.objects.filter(pk=running.pk).update(state="ended", ended_at=clock.now(), end_reason="date")

    def edit_feedback(self, it: MentorProfile) -> None:
        for mentorship in Mentorship.objects.filter(mentor=it.person_id):
            session = mentorship.sessions.create(minutes=60, proposed_by=it.person)
            SessionFeedback.objects.create(session=session, person=mentorship.contact, score=self.chance.randint(1, 5))

    def edit_block(self, it: MentorProfile) -> None:
        company = self.chance.choice(list(Organisation.objects.all()))
        Block.objects.get_or_create(person=it.person, organisation=company, side=self.chance.choice(Block.Side.values))

    def edit_membership(self, it: MentorProfile) -> None:
        Membership.objects.get_or_create(organisation=self.chance.choice(list(Organisation.objects.all())), person=it.person)

    def edit_new_mentor(self, it: MentorProfile) -> None:
        mentor_profile(person(f"New {self.made}", country="SE"), self.programme)

    def edit_deleted(self, it: MentorProfile) -> None:
        fresh = mentor_profile(person(f"Short {self.made}", country="SE"), self.programme)
        matrix_of(self.programme)
        fresh.delete()

    def edit_in_bulk(self, it: MentorProfile) -> None:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("UPDATE mentoring_mentorlanguage SET level = 1 + (level + %s) %% 4", [self.made])
            cursor.execute("UPDATE mentoring_mentorprofile SET places = places + 1 WHERE places < 3")


def told(pool: Pool, request: MentoringRequest) -> list:
    """Everybody with points, coverage and first reason, in order; equal for equal lists."""
    found = order(wish_of(request), pool, WEIGHTS, musts_of(request.programme))
    ranked = [(pool.keys[at], int(points), round(float(covered), 9)) for at, points, covered in zip(found.columns, found.points, found.coverage, strict=True)]
    codes = [found.codes[number] if number >= 0 else "" for number in found.first]
    return [ranked, sorted(zip(pool.keys, codes, pool.returns.tolist(), strict=True))]


def kept(request: MentoringRequest) -> list:
    return told(matrix_of(request.programme).pool(bans_of(request.company)), request)


def anew(request: MentoringRequest) -> list:
    return told(Pool.of(candidates_of(profiles_in(request.programme_id, "mentor"), request.programme)), request)


@pytest.mark.parametrize("seed", [1])
def test_kept_list_is_the_list_made_anew_after_any_edit(programme, company, founder, seed):
    programme.settings = {"feedback_counts": True}
    programme.save()
    populate(programme, organisations=4, mentors=12, requests=12, seed=seed)
    open_ones = list(MentoringRequest.objects.filter(state__in=["open", "asking", "exhausted"]).select_related("company", "programme")[:3])
    edits = Edits(programme, seed)
    for number in range(3 * len(edits.kinds)):
        kind = edits.one()
        if number % 3 == 1:
            keeping.forget()  # as another process, which opens the file
        with clock.at(clock.now() + timedelta(days=number // 7)):  # days go by, over the turn of a month
            for request in open_ones:
                assert kept(request) == anew(request), f"after {kind}, edit {number}"


def test_list_turns_with_the_days_though_nobody_changes_anything(programme, company, founder):
    populate(programme, organisations=1, mentors=6, requests=6, evenly=True)
    request = MentoringRequest.objects.filter(state="open").select_related("company", "programme").first()
    first, *others = MentorProfile.objects.order_by("pk")
    MentorProfile.objects.filter(pk=others[1].pk).update(hours_per_month=1)
    today = datetime(2027, 3, 20, 12, tzinfo=UTC)  # the clocks change on 28 March
    for it, begins, ends, hours in ((first, 3, 6, None), (others[0], 9, None, None), (others[1], 13, 20, Decimal(9)), (others[2], -200, 2, None)):
        ends_on = today.date() + timedelta(days=ends) if ends else None
        MentorPause.objects.create(profile=it, starts_on=today.date() + timedelta(days=begins), ends_on=ends_on, hours=hours, yearly=begins < 0)
    for half_days in range(84):
        with clock.at(today + timedelta(hours=12 * half_days)):
            assert kept(request) == anew(request), half_days
    with clock.at(today):  # the enacted past: what is kept is of a later day, and stays
        assert kept(request) == anew(request)


def test_who_holds_it_reads_nothing_but_the_version(programme, company, founder):
    populate(programme, organisations=2, mentors=5, requests=3)
    first = matrix_of(programme)
    with CaptureQueriesContext(connection) as asked:
        assert matrix_of(programme).arrays["units"] is first.arrays["units"]
    assert [query["sql"] for query in asked if "clockoffset" not in query["sql"]] == [asked[-1]["sql"]]
    person("Somebody Else")  # nobody's facts
    MentorProfile.objects.update(headline="New words", unanswered=1)
    User.objects.update(last_login=clock.now())
    assert matrix_of(programme).arrays["units"] is first.arrays["units"]
