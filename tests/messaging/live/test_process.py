"""What the sockets of a process share: group commit and doorbells, also when the database or the broker goes away."""

import asyncio
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from messaging import committer, services
from messaging.live import process
from messaging.live.consumer import Consumer
from messaging.live.resp import Connection
from messaging.models import Conversation, Message
from tests.messaging.live.conftest import Line, in_thread, line_of, quiet, session_headers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def statements(monkeypatch):
    """The sizes of the batches that were written."""
    sizes, write = [], committer.Committer._written

    async def written(self, items):
        sizes.append(len(items))
        return await write(self, items)

    monkeypatch.setattr(committer.Committer, "_written", written)
    return sizes


def items(talk: Conversation | UUID, by, *bodies):
    return [services.item_of(conversation=getattr(talk, "pk", talk), by=by, body=body) for body in bodies]


async def test_what_comes_while_one_commits_is_committed_together(talk, founder, statements):
    live = await process.here()
    kept = await asyncio.gather(*[live.committer.append(item) for item in items(talk, founder, *map(str, range(40)))])
    assert [one.appended.seq for one in kept] == list(range(1, 41))
    assert len(statements) <= 2
    assert await in_thread(Message.objects.count)() == 40


async def test_pages_and_sockets_write_together(talk, founder, mentor, statements):
    async with line_of(founder) as line:
        await line.subscribe(talk)
        sent = await in_thread(services.send)(conversation=talk, by=mentor, body="by the page")
        assert (await line.hear("message"))["id"] == str(sent.message.pk)
        assert statements == [1]


async def test_message_within_a_transaction_is_written_in_it(talk, founder, statements):
    await process.here()

    def work():
        with transaction.atomic():
            services.send(conversation=talk, by=founder, body="not yet")
            transaction.set_rollback(True)

    await in_thread(work)()
    assert statements == []
    assert await in_thread(Message.objects.count)() == 0


async def test_one_that_cannot_be_kept_spoils_it_for_nobody(talk, founder):
    live = await process.here()
    good, bad, better = items(talk, founder, "good", "bad", "better")
    kept = await asyncio.gather(*[live.committer.append(item) for item in (good, bad._replace(body="\0"), better)], return_exceptions=True)
    assert [getattr(one, "status", None) for one in kept] == [None, 503, None]
    assert await in_thread(lambda: list(Message.objects.order_by("seq").values_list("body", flat=True)))() == ["good", "better"]


async def test_words_are_kept_as_they_were_said(talk, founder):
    live = await process.here()
    said = ["NULL", '"', "\\", '\\"', "{a,b}", "a, b", "'", "line\nline", "Hei 🎨 ≤ Á", "%s $1"]
    kept = await asyncio.gather(*[live.committer.append(item) for item in items(talk, founder, *said)])
    again = await asyncio.gather(*[live.committer.append(item) for item in items(talk, founder, *said)])
    assert [one.appended.body for one in kept] == said
    assert await in_thread(lambda: list(Message.objects.order_by("seq").values_list("body", flat=True)))() == said * 2
    assert [one.appended.seq for one in again] == list(range(len(said) + 1, 2 * len(said) + 1))


async def test_batch_that_is_more_than_the_line_takes_at_once(talk, founder, statements):
    live = await process.here()
    long = [chr(9000 + number) * 8000 for number in range(200)]
    kept = await asyncio.gather(*[live.committer.append(item) for item in items(talk, founder, *long)])
    assert [one.appended.seq for one in kept] == list(range(1, 201))
    assert max(statements) > 100


async def test_conversation_that_is_held_holds_up_no_other(talk, founder, mentor, monkeypatch):
    monkeypatch.setattr(committer, "LOCK_TIMEOUT", 100)
    other = await in_thread(services.open_conversation)(kind="direct", people=[founder, mentor], by=None)
    live, held, over = await process.here(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    @transaction.atomic
    def hold():
        services.lock(talk.pk)
        loop.call_soon_threadsafe(held.set)
        asyncio.run_coroutine_threadsafe(over.wait(), loop).result(20)

    holding = asyncio.ensure_future(in_thread(hold)())
    await held.wait()
    stuck, free = await asyncio.gather(
        *[live.committer.append(item) for item in [*items(talk, founder, "stuck"), *items(other, founder, "free")]], return_exceptions=True
    )
    over.set()
    await holding
    assert (stuck.status, free.appended.outcome) == (503, "new")


async def test_database_that_cut_the_line_gets_the_message_once(talk, founder):
    live = await process.here()
    first, again = items(talk, founder, "before", "after")
    await live.committer.append(first)

    def cut():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%%append_messages%%' AND pid <> pg_backend_pid()")

    await in_thread(cut)()
    assert (await live.committer.append(again)).appended.seq == 2
    assert (await live.committer.append(first)).appended.outcome == "same"


async def test_message_whose_commit_was_not_answered_is_told(talk, founder, mentor, monkeypatch):
    """The first try committed and its answer was lost: the repeated one finds the row, and everybody hears of it."""
    write, lost = committer.Committer._connected, iter([True])

    async def connected(self):
        if next(lost, False):
            await in_thread(lambda: services._write(self.waiting_item))()
            raise committer.psycopg.OperationalError("the answer was lost")
        return await write(self)

    [item] = items(talk, founder, "once")
    monkeypatch.setattr(committer.Committer, "waiting_item", item, raising=False)
    monkeypatch.setattr(services.publish, "send", lambda conversation, frame: None)
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(committer.Committer, "_connected", connected)
        kept = await (await process.here()).committer.append(item)
        assert (kept.appended.outcome, kept.frame is not None) == ("same", True)
        assert (await line.hear("message"))["body"] == "once"
        assert await in_thread(Message.objects.count)() == 1


async def test_what_was_said_while_the_broker_was_away_is_fetched_when_it_is_back(talk, founder, mentor, tell, monkeypatch):
    back, reopen = asyncio.Event(), Connection.open

    async def open_later(url, hear):
        await back.wait()
        return await reopen(url, hear)

    async with line_of(mentor) as line:
        await line.subscribe(talk)
        monkeypatch.setattr(Connection, "open", open_later)
        (await process.here()).hub._subscriber.abort()
        await tell(founder, "nobody heard it")
        assert await quiet(line, 0.2)
        back.set()
        assert (await line.hear("message"))["body"] == "nobody heard it"
        await line.hear("synced")
        await tell(founder, "live again")
        assert (await line.hear("message"))["body"] == "live again"


async def test_one_subscription_for_all_who_listen_here(talk, founder, mentor):
    hub = (await process.here()).hub
    async with line_of(founder) as ours, line_of(mentor) as theirs:
        await ours.subscribe(talk)
        await theirs.subscribe(talk)
        [room] = hub._rooms.values()
        assert len(room.listeners) == 2
        await ours.say("unsubscribe", conversation=talk.pk)
        await theirs.say("unsubscribe", conversation=talk.pk)
        await theirs.say("subscribe", conversation=uuid4(), since=0)
        await theirs.hear("error")
    assert hub._rooms == {}


async def test_socket_that_fails_is_heard_of_no_more(talk, founder, mentor, tell, monkeypatch):
    """A fault of ours while a frame is answered ends that socket alone, and nothing of it stays behind."""

    async def fails(self, frame):
        raise RuntimeError("a fault of ours")

    hub = (await process.here()).hub
    async with line_of(mentor) as line:
        await line.subscribe(talk)
        with monkeypatch.context() as patched:
            patched.setattr(Consumer, "on_read", fails)
            other = Line(await in_thread(session_headers)(founder))
            assert await other.connect()
            await other.subscribe(talk)
            await other.say("read", conversation=talk.pk, seq=0)
            with pytest.raises(RuntimeError):
                await other.wait(3)
        [room] = hub._rooms.values()
        assert len(room.listeners) == 1
        await tell(founder, "still here")
        assert (await line.hear("message"))["body"] == "still here"
