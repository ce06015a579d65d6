"""Chat as one would write it first: a Channels consumer, the Redis layer, the ORM, one transaction for each message.

It speaks the frames of docs/live.md, as far as the load needs them. It asks only at the subscription whether somebody is
a member, which spares it a query for each message that the product does not spare itself.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.stacks.plain_settings")

import django

django.setup()

import json

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import transaction
from django.urls import path

from messaging.models import Conversation, Message, Participant
from messaging.rows import row_of
from network.accounts.authentication import user_of_token
from network.core import clock


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        headers = dict(self.scope["headers"])
        self.user = await self.signed_in(headers.get(b"authorization", b"").decode().removeprefix("Bearer "))
        self.rooms = set()
        await (self.accept() if self.user else self.close())

    async def disconnect(self, code):
        for room in getattr(self, "rooms", ()):
            await self.channel_layer.group_discard(f"chat.{room}", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        frame = json.loads(text_data)
        room = frame["conversation"]
        if frame["type"] == "subscribe" and await self.is_member(room):
            self.rooms.add(room)
            await self.channel_layer.group_add(f"chat.{room}", self.channel_name)
            for row in (rows := await self.rows_after(room, frame["since"])):
                await self.send(json.dumps({"type": "message", **row}))
            last_seq = rows[-1]["changed_seq"] if rows else frame["since"]
            await self.send(json.dumps({"type": "synced", "conversation": room, "last_seq": last_seq}))
        elif frame["type"] == "send" and room in self.rooms:
            row = await self.store(room, frame["client_uuid"], frame["body"])
            await self.channel_layer.group_send(f"chat.{room}", {"type": "chat.message", "row": row})

    async def chat_message(self, event):
        await self.send(json.dumps({"type": "message", **event["row"]}))

    @database_sync_to_async
    def signed_in(self, secret):
        return user_of_token(secret)

    @database_sync_to_async
    def is_member(self, room):
        return Participant.objects.filter(conversation=room, person=self.user, left_seq=None).exists()

    @database_sync_to_async
    def rows_after(self, room, since):
        messages = Message.objects.filter(conversation=room, changed_seq__gt=since).select_related("sender").order_by("changed_seq")
        return [dict(row_of(message)) for message in messages]

    @database_sync_to_async
    def store(self, room, client_uuid, body):
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().get(pk=room)
            conversation.counter += 1
            conversation.last_message_at = clock.now()
            conversation.save(update_fields=["counter", "last_message_at"])
            number = {"seq": conversation.counter, "changed_seq": conversation.counter}
            message = Message.objects.create(conversation=conversation, sender=self.user, client_uuid=client_uuid, body=body, **number)
        return dict(row_of(message))


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", Chat.as_asgi())])})
