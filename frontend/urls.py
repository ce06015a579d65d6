"""Every page, by area."""

from django.urls import include, path

from frontend.views import about, calendar, deliveries, followups, home, invitations, language, mentorships, notifications, session_records, sessions

urlpatterns = [
    path("", include("frontend.ground_urls")),
    path("", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.rotate_feed, name="calendar-rotate"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:pk>/arrived/", deliveries.delivery_arrived, name="delivery-arrived"),
    path("deliveries/<uuid:pk>/again/", deliveries.delivery_again, name="delivery-again"),
    path("follow-ups/", followups.follow_ups, name="follow-ups"),
    path("follow-ups/answer/<str:token>/", followups.answer, name="follow-up-answer"),
    path("follow-ups/<uuid:pk>/", followups.follow_up, name="follow-up"),
    path("meetings/answer/<str:token>/", invitations.answer, name="invitation-answer"),
    path("mentorships/", mentorships.mentorships, name="mentorships"),
    path("mentorships/<uuid:pk>/", mentorships.mentorship, name="mentorship"),
    path("mentorships/<uuid:pk>/agreement/", mentorships.agreement, name="mentorship-agreement"),
    path("mentorships/<uuid:pk>/accept/", mentorships.agree, name="mentorship-agree"),
    path("mentorships/<uuid:pk>/closing/", mentorships.closing, name="mentorship-closing"),
    path("mentorships/<uuid:pk>/end/", mentorships.end, name="mentorship-end"),
    path("mentorships/<uuid:pk>/pause/", mentorships.pause, name="mentorship-pause"),
    path("mentorships/<uuid:pk>/resume/", mentorships.resume, name="mentorship-resume"),
    path("mentorships/<uuid:pk>/sessions/new/", sessions.propose, name="session-new"),
    path("notices/", notifications.notifications, name="notifications"),
    path("notices/read/", notifications.read_notifications, name="notifications-read"),
    path("notices/choices/", notifications.preferences, name="notification-preferences"),
    path("notices/stop/<str:token>/", notifications.unsubscribe, name="notification-unsubscribe"),
    path("notices/<uuid:pk>/", notifications.open_notification, name="notification"),
    path("language/", language.set_language, name="set_language"),
    path("privacy/", about.privacy, name="privacy"),
    path("sessions/<uuid:pk>/", sessions.session, name="session"),
    path("sessions/<uuid:pk>/accept/", sessions.accept, name="session-accept"),
    path("sessions/<uuid:pk>/cancel/", sessions.cancel, name="session-cancel"),
    path("sessions/<uuid:pk>/contest/", session_records.contest, name="session-contest"),
    path("sessions/<uuid:pk>/feedback/", session_records.feedback, name="session-feedback"),
    path("sessions/<uuid:pk>/keep/", sessions.keep, name="session-keep"),
    path("sessions/<uuid:pk>/move/", sessions.move, name="session-move"),
    path("sessions/<uuid:pk>/record/", session_records.record, name="session-record"),
]
