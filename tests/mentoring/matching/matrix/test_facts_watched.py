"""Each table that a mentor's facts are read from says whom a change is about; and the days on which facts turn by themselves."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.matching.models import MentorChange
from mentoring.mentorships.models import Mentorship, SessionFeedback
from mentoring.profiles.models import MentorPause, MentorProfile
from mentoring.profiles.seasons import away_on, hours_in, next_turn
from network.accounts.models import User
from network.core import clock


@pytest.fixture
def pair(programme, company, founder, mentor):
    made = Mentorship.objects.create(programme=programme, company=company, contact=founder, mentor=mentor, state="agreeing")
    session = made.sessions.create(minutes=30, proposed_by=mentor)
    return SimpleNamespace(mentorship=made, session=session)


FACTS = {
    "profile": lambda it, pair: MentorProfile.objects.filter(pk=it.pk).update(places=1),
    "language": lambda it, pair: it.spoken.update(level=1),
    "language gone": lambda it, pair: it.spoken.all().delete(),
    "expertise": lambda it, pair: it.expertise.create(need_id="ip_copyright", level=2),
    "sectors": lambda it, pair: it.sectors.clear(),
    "pause": lambda it, pair: MentorPause.objects.create(profile=it, starts_on=clock.today()),
    "approval": lambda it, pair: it.approvals.update(state="ended"),
    "time zone": lambda it, pair: User.objects.filter(pk=it.person_id).update(time_zone="Europe/Oslo"),
    "account closed": lambda it, pair: User.objects.filter(pk=it.person_id).update(is_active=False),
    "agreed hours": lambda it, pair: Mentorship.objects.update(accepted_hours=3),
    "mentorship gone": lambda it, pair: (pair.session.delete(), pair.mentorship.delete()),
    "feedback": lambda it, pair: SessionFeedback.objects.create(session=pair.session, person=pair.mentorship.contact, score=4),
    "profile gone": lambda it, pair: (pair.session.delete(), pair.mentorship.delete(), MentorProfile.objects.filter(pk=it.pk).delete()),
}
WORDS = {
    "words": lambda it, pair: MentorProfile.objects.update(headline="Other words", about="More", unanswered=2),
    "sign-in": lambda it, pair: User.objects.update(last_login=clock.now(), name="Other Name"),
    "same again": lambda it, pair: it.spoken.update(level=3),
    "goals": lambda it, pair: Mentorship.objects.update(goals="Other goals"),
    "session": lambda it, pair: pair.session.save(),
    "nobody": lambda it, pair: it.spoken.filter(level=99).delete(),
}


def told(change, mentor, pair) -> set:
    profile = mentor.mentor_profile
    MentorChange.objects.all().delete()
    change(profile, pair)
    return set(MentorChange.objects.values_list("profile", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("name", FACTS)
def test_change_of_a_fact_names_its_mentor_alone(name, mentor, mentor2, pair):
    key = mentor.mentor_profile.pk
    assert told(FACTS[name], mentor, pair) == {key}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORDS)
def test_change_of_what_no_list_is_made_from_names_nobody(name, mentor, pair):
    assert told(WORDS[name], mentor, pair) == set()


@pytest.mark.django_db
def test_one_line_for_a_mentor_in_one_transaction(mentor, pair):
    MentorChange.objects.all().delete()
    for level in (1, 2, 4):
        mentor.mentor_profile.spoken.update(level=level)
    assert MentorChange.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert MentorChange.objects.get().transaction == cursor.fetchone()[0]


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def seasons(draw):
    begins = draw(days)
    ends = draw(st.none() | st.integers(0, 100).map(lambda length: begins + timedelta(days=length)))
    hours = draw(st.none() | st.just(Decimal(2)))
    return SimpleNamespace(starts_on=begins, ends_on=ends, hours=hours, yearly=draw(st.booleans()) and ends is not None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(seasons(), max_size=4), days)
def test_nothing_turns_before_the_day_it_is_said_to(found, day):
    def facts(at):
        away = away_on(found, at)
        return away is not None, away is not None and away.ends_on is not None, hours_in(Decimal(9), found, at)

    turn = next_turn(found, day)
    until = min(turn or date(2029, 1, 1), day + timedelta(days=800))
    assert turn is None or turn > day
    assert all(facts(day + timedelta(days=ahead)) == facts(day) for ahead in range((until - day).days))
