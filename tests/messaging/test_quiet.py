"""Muting and blocking: for one's own peace, and nobody is told."""

from datetime import timedelta

import pytest

from messaging import announcing, queries, quiet, reminders, services
from messaging.models import FOR_GOOD
from network.core import clock
from network.core.errors import Invalid, Refused
from network.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def direct(founder, mentor):
    return services.open_conversation(kind="direct", people=[founder, mentor], by=None)


def test_muted_conversation_is_unread_and_quiet(talk, say, founder, mentor, noon):
    with clock.at(noon):
        quiet.mute(conversation=talk, by=mentor, until=noon + timedelta(hours=8))
        say(founder, "psst")
    with clock.at(noon + timedelta(hours=2)):
        assert reminders.remind_of_unread() == 0
        seen = queries.conversation_for(mentor, talk.pk)
        assert (seen.unread, queries.unread_total(mentor), seen.muted_until) == (1, 0, noon + timedelta(hours=8))
        assert queries.conversation_for(founder, talk.pk).muted_until is None
    with clock.at(noon + timedelta(hours=9)):
        assert reminders.remind_of_unread() == 1
        assert queries.unread_total(mentor) == 1


def test_mute_for_good_until_one_hears_again(talk, say, founder, mentor, outsider, noon):
    quiet.mute(conversation=talk, by=mentor, until=FOR_GOOD)
    assert queries.conversation_for(mentor, talk.pk).muted_until == FOR_GOOD
    quiet.unmute(conversation=talk, by=mentor)
    assert queries.conversation_for(mentor, talk.pk).muted_until is None
    with pytest.raises(Invalid):
        quiet.mute(conversation=talk, by=mentor, until=clock.now())
    with pytest.raises(Refused):
        quiet.mute(conversation=talk, by=outsider, until=FOR_GOOD)


def test_block_ends_direct_talk_both_ways_and_only_that(direct, talk, say, founder, mentor):
    quiet.block(person=mentor, by=founder)
    for who in (founder, mentor):
        with pytest.raises(Refused) as refusal:
            services.send(conversation=direct, by=who, body="Hej")
        assert refusal.value.code == "read-only"
        assert not queries.conversation_for(who, direct.pk).may_write
    say(founder, "The mentorship goes on")
    assert not Notification.objects.filter(person=mentor).exists()
    quiet.block(person=founder, by=mentor)
    quiet.unblock(person=mentor, by=founder)
    with pytest.raises(Refused):
        services.send(conversation=direct, by=founder, body="The other one's block stands")
    quiet.unblock(person=founder, by=mentor)
    services.send(conversation=direct, by=founder, body="Again")


def test_block_before_a_question_to_an_author(programme, coordinator, incubator, company, founder):
    room = announcing.open_announcements(programme=programme, by=coordinator)
    told = services.send(conversation=room, by=coordinator, body="News").message
    quiet.block(person=founder, by=coordinator)
    with pytest.raises(Refused):
        announcing.ask_author(message=told, by=founder, body="A question")
    with pytest.raises(Invalid):
        quiet.block(person=founder, by=founder)
