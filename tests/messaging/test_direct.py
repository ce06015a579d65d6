"""Talks of two: between whom, one for each pair, and closed for good when a moderator closes them."""

import pytest

from messaging import announcing, direct, groups, queries, quiet, services
from messaging.models import Conversation
from network.core.errors import Conflict, NotVisible, Refused

pytestmark = pytest.mark.django_db


def meet(user, other) -> bool:
    try:
        return direct.person_met(user, other.pk) == other
    except NotVisible:
        return False


def test_who_shares_a_conversation_meets(programme, coordinator, incubator, company, company2, founder, founder2, mentor, outsider):
    group = groups.open_group(programme=programme, title="Export circle", people=[founder, founder2], by=coordinator)
    assert meet(founder, founder2)
    assert not meet(founder, mentor)
    assert not meet(founder, outsider)
    assert not meet(founder, founder)
    services.leave(conversation=group, person=founder2, by=founder2)
    assert not meet(founder, founder2)


def test_readers_of_announcements_meet_their_writers_alone(programme, coordinator, incubator, company, company2, founder, founder2):
    announcing.open_announcements(programme=programme, by=coordinator)
    assert meet(founder, coordinator)
    assert meet(coordinator, founder)
    assert not meet(founder, founder2)


def test_coordinator_meets_the_people_of_the_programme(programme, coordinator, incubator, company, founder, outsider):
    assert meet(coordinator, founder)
    assert meet(founder, coordinator)
    assert not meet(coordinator, outsider)


def test_there_is_one_talk_of_two_with_the_programme_of_their_meeting(programme, coordinator, incubator, company, founder):
    talk = direct.write_to(other=founder, by=coordinator, body="Hej Elli")
    assert direct.write_to(other=coordinator, by=founder, body="Hej Maja") == talk
    assert talk.programme == programme
    assert {person.person for person in queries.conversation_for(founder, talk.pk).people_in} == {founder, coordinator}


def test_block_and_a_moderator_end_it(programme, coordinator, incubator, company, founder):
    talk = direct.write_to(other=founder, by=coordinator, body="Hej")
    quiet.block(person=coordinator, by=founder)
    with pytest.raises(Refused):
        direct.write_to(other=founder, by=coordinator, body="Again")
    quiet.unblock(person=coordinator, by=founder)
    services.close(conversation=talk, by=coordinator)
    with pytest.raises(Conflict):
        direct.write_to(other=founder, by=coordinator, body="Again")
    assert Conversation.objects.filter(kind="direct").count() == 1
