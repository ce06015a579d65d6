"""Who is here and who writes: told to those who may know, seldom, and to nobody who opted out or is no longer in."""

import asyncio
from datetime import timedelta

import pytest

from messaging import activity, announcing, people, quiet, services
from messaging.live import company
from messaging.models import FOR_GOOD, Conversation
from network.core import clock
from tests.messaging.live.conftest import in_thread, line_of

both = {"transaction": True}


@pytest.mark.django_db
def test_who_may_know(talk, founder, mentor, coordinator, outsider):
    assert people.company_of(founder.pk, talk.pk) == [mentor.pk]
    assert people.company_of(outsider.pk, talk.pk) == []
    services.join(conversation=talk, person=coordinator, by=None)
    assert set(people.company_of(founder.pk, talk.pk)) == {mentor.pk, coordinator.pk}
    services.leave(conversation=talk, person=coordinator, by=None)
    assert people.company_of(founder.pk, talk.pk) == [mentor.pk]
    assert people.company_of(coordinator.pk, talk.pk) == []  # who left tells nobody, and is told nothing
    quiet.mute(conversation=talk, by=mentor, until=FOR_GOOD)
    assert people.company_of(founder.pk, talk.pk) == [mentor.pk]  # mute is about notices


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["founder", "mentor"])
def test_opting_out_hides_both_ways(who, request, talk, founder, mentor):
    person = request.getfixturevalue(who)
    person.shows_presence = False
    person.save()
    assert people.company_of(founder.pk, talk.pk) == people.company_of(mentor.pk, talk.pk) == []


@pytest.mark.django_db
def test_not_with_a_block_nor_where_it_is_closed_nor_in_crowds(talk, founder, mentor, programme, coordinator, incubator, company, monkeypatch):
    room = announcing.open_announcements(programme=programme, by=coordinator)
    assert people.company_of(coordinator.pk, room.pk) == []
    monkeypatch.setattr(people, "MOST_IN_COMPANY", 0)
    assert people.company_of(founder.pk, talk.pk) == []
    monkeypatch.undo()
    quiet.block(person=mentor, by=founder)
    assert people.company_of(founder.pk, talk.pk) == people.company_of(mentor.pk, talk.pk) == []
    quiet.unblock(person=mentor, by=founder)
    Conversation.objects.filter(pk=talk.pk).update(closed_at=talk.created_at)
    assert people.company_of(founder.pk, talk.pk) == []


@pytest.mark.django_db(transaction=True)
async def test_typing_and_presence_reach_the_other_page_once(talk, founder, mentor, outsider, monkeypatch):
    async with line_of(founder) as ours, line_of(mentor) as theirs, line_of(outsider) as stranger:
        await ours.subscribe(talk)
        await theirs.subscribe(talk)
        await stranger.say("typing", conversation=talk.pk)  # says nothing to anybody, and is not told whether it is there
        for _often in range(3):
            await ours.say("typing", conversation=talk.pk)
        await ours.say("presence", conversation=talk.pk, is_here=True)
        await ours.say("presence", conversation=talk.pk, is_here=False)
        seen = [await theirs.hear("typing", "presence") for _ in range(3)]
        known = {"conversation": str(talk.pk), "person": str(founder.pk)}
        assert sorted(seen, key=str) == sorted(
            [{"type": "typing"} | known, {"type": "presence"} | known | {"is_here": True}, {"type": "presence"} | known | {"is_here": False}], key=str
        )
        await in_thread(services.send)(conversation=talk, by=founder, body="Hej")
        assert (await theirs.hear())["type"] == "message"  # nothing more was told before it
        await ours.say("presence", conversation=talk.pk, is_here="yes")
        assert (await ours.hear("error"))["problem"]["code"] == "bad-field"
        monkeypatch.setattr(company, "BETWEEN", {"typing": 0.0, "presence": 0.0})
        await in_thread(services.leave)(conversation=talk, person=mentor, by=None)
        await ours.say("typing", conversation=talk.pk)
        await in_thread(services.send)(conversation=talk, by=founder, body="Only me")
        assert await theirs.hear() == {"type": "synced", "conversation": str(talk.pk), "last_seq": 2}
        assert await theirs.receive_nothing(0.3)


@pytest.mark.django_db(transaction=True)
async def test_being_active_is_kept_also_of_who_hides_it_and_told_to_nobody(talk, founder, mentor):
    founder.shows_presence = False
    await in_thread(founder.save)()
    async with line_of(founder) as ours, line_of(mentor) as theirs:
        await theirs.subscribe(talk)
        await ours.say("active")
        await ours.say("active", conversation=talk.pk)
        assert (await ours.hear("error"))["problem"]["code"] == "unknown-field"
        since = await in_thread(clock.now)() - timedelta(minutes=2)
        while founder.pk not in await in_thread(activity.active_since)(since):
            await asyncio.sleep(0.02)
        assert await theirs.receive_nothing(0.1)
