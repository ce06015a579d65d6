"""The one websocket of a page."""

from channels.generic.websocket import AsyncWebsocketConsumer


class Consumer(AsyncWebsocketConsumer):
    """Authenticates, parses a frame, calls a query or a service, delivers."""
