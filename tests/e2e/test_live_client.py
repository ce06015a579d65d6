"""A client written from docs/live.md alone, against the real server."""

import asyncio

import pytest

from messaging import services
from messaging.models import Message
from network.accounts.models import PersonalAccessToken
from tests.browser import apart, served
from tests.e2e.live_client import LiveClient, on_line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def token_of(user) -> str:
    secret = PersonalAccessToken.new_secret()
    PersonalAccessToken.objects.create(user=user, name="program", prefix=secret[:8], digest=PersonalAccessToken.digest_of(secret))
    return secret


def test_client_from_the_documentation_alone(founder, mentor, outsider):
    talk = services.open_conversation(kind="direct", people=[founder, mentor], by=None)
    tokens = [token_of(person) for person in (founder, founder, mentor, outsider)]
    with served() as address:
        asyncio.run(talk_over_losses(address.replace("http", "ws") + "/ws/", tokens, str(talk.pk)))
    assert apart(Message.objects.count) == 31


async def talk_over_losses(url, tokens, conversation):
    desk, phone, theirs, stranger = (LiveClient(url, token, conversation) for token in tokens)
    everybody = (desk, phone, theirs)
    async with on_line(*everybody, stranger):
        for n in range(10):
            desk.send(f"desk {n}")
            theirs.send(f"theirs {n}")
        theirs.cut()
        phone.cut()
        for n in range(10):
            phone.send(f"phone {n} 🎨")
        for client in everybody:
            await client.until(lambda client=client: len(client.rows) == 30 and not client.outbox)
        theirs.mark_read(30)
        await desk.until(lambda: 30 in desk.read.values())
        for bad in ("{", '{"type": "shout"}', "x" * 100_001):
            theirs.say(bad)
        await theirs.until(lambda: len(theirs.errors) == 3)
        theirs.send("still here")
        for client in everybody:
            await client.until(lambda client=client: len(client.rows) == 31)
        await stranger.until(lambda: bool(stranger.errors))
    for client in everybody:
        assert client.faults == []
        assert client.came == sorted(client.came)
        assert client.rows == desk.rows
    assert (phone.lines, theirs.lines) == (2, 2)
    assert stranger.rows == {}
    assert {frame["problem"]["status"] for frame in stranger.errors} == {404}
