"""The conversation pages."""

from django.urls import path

from frontend.views import conversation_messages, conversation_people, conversation_reports, conversations

urlpatterns = [
    path("", conversations.conversations, name="conversations"),
    path("offline.js", conversations.offline, name="conversation-offline"),
    path("<uuid:pk>/", conversations.conversation, name="conversation"),
    path("<uuid:pk>/add/", conversation_people.add, name="conversation-add"),
    path("<uuid:pk>/block/", conversation_people.block, name="conversation-block"),
    path("<uuid:pk>/end/", conversation_people.end, name="conversation-end"),
    path("<uuid:pk>/leave/", conversation_people.leave, name="conversation-leave"),
    path("<uuid:pk>/mute/", conversation_people.mute, name="conversation-mute"),
    path("<uuid:pk>/people/", conversation_people.members, name="conversation-people"),
    path("<uuid:pk>/people/<uuid:person>/remove/", conversation_people.remove, name="conversation-remove"),
    path("<uuid:pk>/search/", conversations.search, name="conversation-search"),
    path("<uuid:pk>/read/", conversations.read, name="conversation-mark-read"),
    path("<uuid:pk>/messages/<uuid:message>/", conversations.message, name="conversation-change"),
    path("<uuid:pk>/pins/", conversation_messages.pins, name="conversation-pins"),
    path("<uuid:pk>/messages/<uuid:message>/about/", conversation_messages.about, name="conversation-about"),
    path("<uuid:pk>/messages/<uuid:message>/pin/", conversation_messages.pin, name="conversation-pin"),
    path("<uuid:pk>/messages/<uuid:message>/unpin/", conversation_messages.unpin, name="conversation-unpin"),
    path("<uuid:pk>/messages/<uuid:message>/report/", conversation_reports.report, name="conversation-report"),
    path("<uuid:pk>/messages/<uuid:message>/ask/", conversation_people.ask, name="conversation-ask"),
    path("<uuid:pk>/messages/<uuid:message>/delete/", conversations.delete_message, name="conversation-delete"),
    path("reports/", conversation_reports.reports, name="conversation-reports"),
    path("reports/<uuid:pk>/", conversation_reports.detail, name="conversation-report-detail"),
    path("reports/<uuid:pk>/files/<uuid:file>/", conversation_reports.file, name="conversation-report-file"),
    path("with/<uuid:person>/", conversation_people.write, name="conversation-write"),
    path("messages/<uuid:pk>/", conversation_people.place, name="message"),
    path("programme/<uuid:pk>/", conversation_people.of_programme, name="conversations-of-programme"),
    path("programme/<uuid:pk>/announcements/", conversation_people.announcements, name="conversations-announcements"),
    path("programme/<uuid:pk>/groups/new/", conversation_people.new_group, name="conversations-new-group"),
    path("programme/<uuid:pk>/groups/<uuid:group>/", conversation_people.come_in, name="conversations-come-in"),
]
