"""The socket from outside: order, catching up, who may listen, and what is refused."""

import asyncio
import json
from uuid import uuid4

import pytest
from channels_redis.pubsub import RedisPubSubLoopLayer
from django.utils import timezone
from redis import Redis

from messaging import pins, publish, queries, services
from messaging.attachments import attached
from messaging.live import consumer, seat, watch, wire
from messaging.models import Message
from network.accounts.models import PersonalAccessToken
from network.core import live
from tests.messaging.live.conftest import eventually, in_thread, line_of, line_with, quiet, session_headers, token_headers
from tests.messaging.test_attachments import put

pytestmark = pytest.mark.django_db(transaction=True)


async def test_exchange_between_two_pages(talk, founder, mentor):
    async with line_of(founder) as ours, line_of(mentor) as theirs:
        for line in (ours, theirs):
            assert await line.subscribe(talk) == [{"type": "synced", "conversation": str(talk.pk), "last_seq": 0}]
        key = str(uuid4())
        await ours.say("send", conversation=talk.pk, client_uuid=key, body="Hei Johan! 🎨")
        mine, yours = await ours.hear("message"), await theirs.hear("message")
        assert mine == yours
        assert (mine["client_uuid"], mine["body"], mine["seq"], mine["sender"]["name"]) == (key, "Hei Johan! 🎨", 1, "Elli Lund")
        await theirs.say("read", conversation=talk.pk, seq=1)
        assert await ours.hear() == {"type": "read", "conversation": str(talk.pk), "person": str(mentor.pk), "seq": 1}


async def test_send_again_over_the_socket(talk, founder):
    async with line_of(founder) as line:
        await line.subscribe(talk)
        key = uuid4()
        for _twice in range(2):
            await line.say("send", conversation=talk.pk, client_uuid=key, body="once")
        first, second = await line.hear("message"), await line.hear("message")
        assert first == second
        await line.say("send", conversation=talk.pk, client_uuid=key, body="other words")
        refused = await line.hear("error")
        assert (refused["client_uuid"], refused["problem"]["status"], refused["problem"]["code"]) == (str(key), 409, "client-uuid-reused")
        assert await in_thread(Message.objects.count)() == 1


async def test_a_message_with_files_over_the_socket(talk, founder, mentor):
    file = await in_thread(put)(founder)
    async with line_of(founder) as ours, line_of(mentor) as theirs:
        for line in (ours, theirs):
            await line.subscribe(talk)
        for _twice in range(2):
            await ours.say("send", conversation=talk.pk, client_uuid=founder.pk, body="", attachments=[file.pk])
        mine, again, yours = await ours.hear("message"), await ours.hear("message"), await theirs.hear("message")
        assert mine == again == yours
        assert mine["attachments"] == [json.loads(json.dumps(attached(file)))]
        await theirs.say("send", conversation=talk.pk, client_uuid=uuid4(), body="", attachments=[file.pk])
        assert (await theirs.hear("error"))["problem"]["errors"].keys() == {"attachments"}


async def test_subscribe_sends_what_was_missed(talk, founder, mentor, tell):
    first = await tell(founder, "one")
    await tell(founder, "two")
    await in_thread(services.edit)(message=first, by=founder, body="one, better")
    async with line_of(mentor) as line:
        heard = await line.subscribe(talk, since=1)
        assert [(f["type"], f.get("body"), f.get("changed_seq")) for f in heard] == [
            ("message", "two", 2),
            ("message", "one, better", 3),
            ("synced", None, None),
        ]
        assert heard[-1]["last_seq"] == 3


async def test_message_between_registering_and_fetching(talk, founder, mentor, monkeypatch):
    """What is sent just after the rows were read comes over the line, without a gap or a heartbeat to help."""
    real = seat._changes

    def changes(*args):
        found = real(*args)
        services.send(conversation=talk, by=founder, body="just now")
        return found

    async with line_of(mentor) as line:
        monkeypatch.setattr(seat, "_changes", changes)
        await line.subscribe(talk)
        assert (await line.hear("message"))["body"] == "just now"


async def test_lossy_layer_loses_no_row(talk, founder, mentor, tell_alone, lossy):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        for n in range(11):
            await tell_alone(founder, str(n))
        assert lossy["sent"] == 11
        await line.say("ping", since={str(talk.pk): 0})  # one heartbeat
        seqs = []
        while 11 not in seqs:
            seqs += [f["seq"] for f in await line.hear_until("synced") if f["type"] == "message"]
        assert set(seqs) == set(range(1, 12))


async def test_gap_is_fetched_without_a_heartbeat(talk, founder, mentor, tell_alone, lossy):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        for n in range(5):  # the second and fourth are dropped
            await tell_alone(founder, str(n))
        heard = [await line.hear("message") for _ in range(5)]
        assert [frame["seq"] for frame in heard] == [1, 2, 3, 4, 5]


async def test_doubled_and_swapped_frames_come_in_order(talk, founder, mentor, tell_alone, monkeypatch):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        held = []
        monkeypatch.setattr(publish, "send", lambda conversation, frame: held.append((conversation, frame)))
        for n in range(4):
            await tell_alone(founder, str(n))
        monkeypatch.undo()
        for index in (1, 0, 0, 3, 2, 1):
            await in_thread(publish.send)(*held[index])
        assert [(await line.hear("message"))["seq"] for _ in range(4)] == [1, 2, 3, 4]
        assert await quiet(line)


async def test_too_far_behind_is_told_to_reload(talk, founder, mentor, tell, monkeypatch):
    for n in range(3):
        await tell(founder, str(n))
    monkeypatch.setattr(queries.messages_since, "__defaults__", (2,))
    async with line_of(mentor) as line:
        assert [f["type"] for f in await line.subscribe(talk)] == ["reload", "synced"]
        assert [f["type"] for f in await line.subscribe(talk, since=99)] == ["reload", "synced"]
        await tell(founder, "and on")
        assert (await line.hear("message"))["seq"] == 4


async def test_outsider_gets_nothing(talk, founder, outsider, tell):
    async with line_of(outsider) as line:
        await line.say("subscribe", conversation=talk.pk, since=0)
        refused = await line.hear()
        assert (refused["type"], refused["problem"]["status"], refused["problem"]["conversation"]) == ("error", 404, str(talk.pk))
        await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body="let me in")
        assert (await line.hear("error"))["problem"]["code"] == "not-found"
        await line.say("read", conversation=talk.pk, seq=1)
        assert (await line.hear("error"))["problem"]["status"] == 404
        await line.say("ping", since={str(talk.pk): 0})
        assert (await line.hear("error"))["problem"]["status"] == 404
        await tell(founder, "private")
        assert await quiet(line)


async def test_removed_member_gets_nothing_beyond(talk, founder, mentor, tell):
    async with line_of(mentor) as line, line_of(founder) as other:
        await line.subscribe(talk)
        await other.subscribe(talk)
        await in_thread(services.leave)(conversation=talk, person=mentor, by=founder)
        await tell(founder, "without you")
        assert await line.hear() == {"type": "synced", "conversation": str(talk.pk), "last_seq": 1}
        assert (await other.hear("message"))["body"] == "without you"
        await in_thread(services.mark_read)(conversation=talk, by=founder, seq=2)
        assert await quiet(line)


async def test_removed_member_whose_leave_frame_was_lost(talk, founder, mentor, tell_alone, monkeypatch):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(publish, "send", lambda conversation, frame: None)
        await in_thread(services.leave)(conversation=talk, person=mentor, by=founder)
        monkeypatch.undo()
        await tell_alone(founder, "without you")
        await tell_alone(founder, "at all")
        assert (await line.hear())["type"] == "synced"
        assert await quiet(line)


async def test_removed_member_who_is_silent(talk, founder, mentor, monkeypatch):
    monkeypatch.setattr(watch, "RECHECK", 0.1)
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(publish, "send", lambda conversation, frame: None)
        await in_thread(services.leave)(conversation=talk, person=mentor, by=founder)
        monkeypatch.undo()
        assert await quiet(line, 0.4)
        await line.say("ping", since={str(talk.pk): 0})
        assert (await line.hear())["problem"]["status"] == 404


async def test_who_joins_does_not_hear_edits_from_before(talk, founder, mentor2, tell):
    old = await tell(founder, "from before")
    await in_thread(services.join)(conversation=talk, person=mentor2, by=founder)
    async with line_of(mentor2) as line:
        assert [f["type"] for f in await line.subscribe(talk)] == ["synced"]
        await in_thread(services.edit)(message=old, by=founder, body="from before, changed")
        await tell(founder, "now")
        assert (await line.hear())["body"] == "now"


async def test_closed_conversation(talk, founder, mentor):
    async with line_of(founder) as line:
        await line.subscribe(talk)
        await in_thread(services.close)(conversation=talk, by=mentor)
        assert await line.hear() == {"type": "reload", "conversation": str(talk.pk)}
        await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body="too late")
        assert (await line.hear("error"))["problem"]["code"] == "closed"


BAD = [
    ("{", "not-json"),
    ("[" * 50_000, "not-json"),
    ("1" * 5_000, "not-json"),
    ("[1]", "not-an-object"),
    ("{}", "unknown-type"),
    ('{"type": ["ping"]}', "unknown-type"),
    ('{"type": "shouting", "conversation": "x"}', "unknown-type"),
    ('{"type": "close"}', "unknown-type"),
    ('{"type": "ping"}', "missing-field"),
    ('{"type": "ping", "since": []}', "bad-field"),
    ('{"type": "ping", "since": {"x": 1}}', "bad-field"),
    ('{"type": "ping", "since": {}, "also": 1}', "unknown-field"),
    ('{"type": "subscribe", "conversation": 5, "since": 0}', "bad-field"),
    (json.dumps({"type": "subscribe", "conversation": str(uuid4()), "since": -1}), "bad-field"),
    (json.dumps({"type": "subscribe", "conversation": str(uuid4()), "since": True}), "bad-field"),
    (json.dumps({"type": "subscribe", "conversation": str(uuid4()), "since": 1 << 63}), "bad-field"),
    (json.dumps({"type": "subscribe", "conversation": str(uuid4()), "since": 1.5}), "bad-field"),
    (json.dumps({"type": "send", "conversation": str(uuid4()), "client_uuid": str(uuid4()), "body": None}), "bad-field"),
    (json.dumps({"type": "send", "conversation": str(uuid4()), "client_uuid": str(uuid4()), "body": "x" * 100_000}), "frame-too-long"),
]


async def test_bad_frames_are_answered_and_harmless(talk, founder):
    async with line_of(founder) as line:
        for text, code in BAD:
            await line.send_to(text_data=text)
            frame = await line.hear()
            assert (frame["type"], frame["problem"]["code"], frame["problem"]["status"]) == ("error", code, 400), text[:80]
        await line.send_to(bytes_data=b"\x00\x01")
        assert (await line.hear())["problem"]["code"] == "not-json"
        for body in ("", "x" * 8001, "a\u0000b", "\ud800"):
            key = str(uuid4())
            await line.say("send", conversation=talk.pk, client_uuid=key, body=body)
            frame = await line.hear()
            assert (frame["client_uuid"], list(frame["problem"]["errors"])) == (key, ["body"])
        assert [f["type"] for f in await line.subscribe(talk)] == ["synced"]


async def test_problems_in_the_reader_s_language(talk, mentor, settings):
    async with line_of(mentor) as line:  # reads Swedish; the catalogue has it or falls back to English, but says something
        await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body=" ")
        assert (await line.hear())["problem"]["errors"]["body"][0]


async def test_too_many_frames(founder, settings):
    settings.LIVE_PACE = 0.01
    async with line_of(founder) as line:
        for _ in range(10):
            await line.say("ping", since={})
        assert (await line.hear())["problem"]["code"] == "throttled"
        for _ in range(250):
            await line.say("ping", since={})
        assert (await line.hear_close())["code"] == 4429


@pytest.mark.parametrize("origin", [None, b"https://evil.example", b"http://testserver.evil.example", b"null", b"http://[", b"http://testserver:8080"])
async def test_cookie_from_another_site(founder, origin):
    async with line_with(await in_thread(session_headers)(founder, origin)) as line:
        assert (await line.hear_close())["code"] == 4403


async def test_nobody_signed_in():
    for cookie in (b"", b"sessionid=forged", b'sessionid="', b"\xff\xfe"):
        async with line_with([(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"cookie", cookie)]) as line:
            assert (await line.hear_close())["code"] == 4401
            await line.say("ping", since={})


async def test_token_opens_without_origin_only(talk, founder, tell):
    headers = await in_thread(token_headers)(founder)
    async with line_with([*headers, (b"origin", b"http://testserver")]) as line:
        assert (await line.hear_close())["code"] == 4403
    async with line_with(headers) as line:
        await line.subscribe(talk)
        await tell(founder, "from the page")
        assert (await line.hear("message"))["body"] == "from the page"
    async with line_with([(b"host", b"testserver"), (b"authorization", b"Bearer nb_forged")]) as line:
        assert (await line.hear_close())["code"] == 4401


async def test_token_that_runs_out_while_open(founder, monkeypatch):
    monkeypatch.setattr(watch, "RECHECK", 0.1)
    async with line_with(await in_thread(token_headers)(founder)) as line:
        await in_thread(PersonalAccessToken.objects.update)(expires_at=timezone.now())
        assert (await line.hear_close())["code"] == 4401


async def test_sign_out_while_open(founder, monkeypatch):
    monkeypatch.setattr(watch, "RECHECK", 0.1)
    async with line_of(founder) as line:
        founder.is_active = False
        await in_thread(founder.save)()
        assert (await line.hear_close())["code"] == 4401


async def test_watch_outlives_what_it_cannot_ask(founder, monkeypatch):
    """A cache or broker that is away for a moment must not leave the page open for good."""
    monkeypatch.setattr(watch, "RECHECK", 0.1)
    ask, fails = watch._answers, iter([True, True])

    def sometimes(asked):
        if next(fails, False):
            raise OSError("the cache is away")
        return ask(asked)

    monkeypatch.setattr(watch, "_answers", sometimes)
    async with line_of(founder) as line:
        founder.is_active = False
        await in_thread(founder.save)()
        assert (await line.hear_close())["code"] == 4401


async def test_frames_of_the_person_s_own_topic(talk, founder, mentor):
    async with line_of(founder) as ours, line_of(mentor) as theirs:
        for line in (ours, theirs):
            await line.subscribe(talk)  # answered once the visitor is let in and listens to their own topic
        await in_thread(live._send)(f"user:{founder.pk}", {"type": "progress", "job": "j", "done": 1, "total": 2})
        assert await ours.hear() == {"type": "progress", "job": "j", "done": 1, "total": 2}
        await in_thread(live._send)(f"user:{founder.pk}", {"type": "secret", "job": "j"})
        await in_thread(live._send)(f"user:{founder.pk}", {"type": "notification", "id": "n", "text": "New", "url": "/"})
        assert (await ours.hear())["type"] == "notification"
        assert await quiet(theirs)


async def test_broker_out_of_reach_costs_no_message(talk, founder, mentor, tell_alone, monkeypatch):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(publish, "_broker", lambda: Redis(port=1))
        await tell_alone(founder, "kept all the same")
        assert await quiet(line)
        await line.say("ping", since={str(talk.pk): 0})
        assert (await line.hear("message"))["body"] == "kept all the same"


async def test_unsubscribe_ends_it(talk, founder, mentor, tell):
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        await line.say("unsubscribe", conversation=talk.pk)
        await line.say("ping", since={})
        await quiet(line, 0.1)
        await tell(founder, "unheard")
        assert await quiet(line)


async def test_slow_line_is_closed_not_skipped(talk, founder, mentor, tell):
    """A socket that takes no more: closed with the number to catch up from, and memory stays bounded."""
    import asyncio

    headers = await in_thread(session_headers)(mentor)
    inbox, outbox, stuck = asyncio.Queue(), [], asyncio.Event()

    async def send(event):
        if event["type"] == "websocket.send" and len(outbox) >= 5:
            await stuck.wait()
        outbox.append(event)

    app = consumer.Consumer.as_asgi()
    task = asyncio.ensure_future(app({"type": "websocket", "path": "/ws/", "headers": headers}, inbox.get, send))
    await inbox.put({"type": "websocket.connect"})
    await inbox.put({"type": "websocket.receive", "text": json.dumps({"type": "subscribe", "conversation": str(talk.pk), "since": 0})})
    await eventually(lambda: len(outbox) == 2)  # accepted, and told how far the conversation is: from here on it is told everything
    row = {"type": "message", "conversation": str(talk.pk), "client_uuid": "", "sender": None, "body": "", "sent_at": "", "edited_at": None, "deleted_at": None}
    for n in range(1, 300):
        await in_thread(publish.send)(talk.pk, wire.framed(row | {"seq": n, "changed_seq": n, "id": str(n)}))
    await eventually(lambda: outbox[-1]["type"] == "websocket.close")
    assert (outbox[-1]["code"], outbox[-1]["reason"]) == (4408, "catch up from 3")  # accept, synced and three messages were taken
    await inbox.put({"type": "websocket.disconnect", "code": 4408})
    await asyncio.wait_for(task, 5)


async def test_page_whose_channel_layer_breaks_is_told_to_come_again(talk, founder, monkeypatch):
    breaks = asyncio.Event()

    async def receive(_layer, _channel):
        await breaks.wait()
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(RedisPubSubLoopLayer, "receive", receive)
    async with line_of(founder) as line:
        await line.subscribe(talk)
        breaks.set()
        assert (await line.hear_close())["code"] == consumer.AGAIN_LATER


async def test_pins_are_told_at_once_and_in_a_catch_up(talk, founder, mentor, coordinator, tell):
    message = await tell(founder, "one")
    await in_thread(services.join)(conversation=talk, person=coordinator, by=mentor)
    async with line_of(mentor) as line, line_of(coordinator) as late:
        assert [frame["type"] for frame in await line.subscribe(talk)] == ["message", "synced"]
        await late.subscribe(talk)
        await in_thread(pins.pin)(message=message, by=founder)
        told = {"type": "pins", "conversation": str(talk.pk)}
        assert await line.hear() == told | {"seq": 1, "changed_seq": 3}
        assert await late.receive_nothing(0.1)  # came after the message: hears nothing of it
        assert (await line.subscribe(talk, since=2))[0] == told | {"seq": 0, "changed_seq": 3}
        assert [frame["type"] for frame in await line.subscribe(talk, since=3)] == ["synced"]


async def test_reply_carries_the_id_alone(talk, founder, mentor, tell):
    first = await tell(founder, "one")
    async with line_of(mentor) as line:
        await line.subscribe(talk, since=1)
        await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body="answer", reply_to=first.pk)
        assert (await line.hear("message"))["reply_to"] == str(first.pk)
        await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body="plain", reply_to=None)
        assert "reply_to" not in await line.hear("message")
        for reply_to, code in ((uuid4(), "invalid"), (7, "bad-field")):
            await line.say("send", conversation=talk.pk, client_uuid=uuid4(), body="to nothing", reply_to=reply_to)
            assert (await line.hear("error"))["problem"]["code"] == code


@pytest.mark.django_db(transaction=True)
async def test_reading_on_another_device_that_was_not_told_comes_with_the_heartbeat_once(talk, founder, mentor, tell, monkeypatch):
    await tell(mentor)
    async with line_of(founder) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(publish, "send", lambda *_frame: None)
        await in_thread(services.mark_read)(conversation=talk, by=founder, seq=1)
        for told in ([{"type": "read", "conversation": str(talk.pk), "person": str(founder.pk), "seq": 1}], []):
            await line.say("ping", since={str(talk.pk): 1})
            assert [frame for frame in await line.hear_until("synced") if frame["type"] == "read"] == told
