"""The conversation pages."""

from django.urls import path

from frontend.views import conversations

urlpatterns = [
    path("", conversations.conversations, name="conversations"),
    path("<uuid:pk>/", conversations.conversation, name="conversation"),
    path("<uuid:pk>/search/", conversations.search, name="conversation-search"),
    path("<uuid:pk>/read/", conversations.read, name="conversation-mark-read"),
    path("<uuid:pk>/messages/<uuid:message>/", conversations.message, name="conversation-change"),
    path("<uuid:pk>/messages/<uuid:message>/delete/", conversations.delete_message, name="conversation-delete"),
]
