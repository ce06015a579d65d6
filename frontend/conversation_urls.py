"""The conversation pages."""

from django.urls import path

from frontend.views import conversation_messages, conversations

urlpatterns = [
    path("", conversations.conversations, name="conversations"),
    path("<uuid:pk>/", conversations.conversation, name="conversation"),
    path("<uuid:pk>/search/", conversations.search, name="conversation-search"),
    path("<uuid:pk>/read/", conversations.read, name="conversation-mark-read"),
    path("<uuid:pk>/messages/<uuid:message>/", conversations.message, name="conversation-change"),
    path("<uuid:pk>/pins/", conversation_messages.pins, name="conversation-pins"),
    path("<uuid:pk>/messages/<uuid:message>/about/", conversation_messages.about, name="conversation-about"),
    path("<uuid:pk>/messages/<uuid:message>/pin/", conversation_messages.pin, name="conversation-pin"),
    path("<uuid:pk>/messages/<uuid:message>/unpin/", conversation_messages.unpin, name="conversation-unpin"),
    path("<uuid:pk>/messages/<uuid:message>/delete/", conversations.delete_message, name="conversation-delete"),
]
