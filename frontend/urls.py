"""Every page, by area."""

from django.urls import include, path

from frontend.views import about, calendar, deliveries, home, invitations, language, notifications

urlpatterns = [
    path("", include("frontend.ground_urls")),
    path("", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.rotate_feed, name="calendar-rotate"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:pk>/arrived/", deliveries.delivery_arrived, name="delivery-arrived"),
    path("deliveries/<uuid:pk>/again/", deliveries.delivery_again, name="delivery-again"),
    path("meetings/answer/<str:token>/", invitations.answer, name="invitation-answer"),
    path("notices/", notifications.notifications, name="notifications"),
    path("notices/read/", notifications.read_notifications, name="notifications-read"),
    path("notices/choices/", notifications.preferences, name="notification-preferences"),
    path("notices/stop/<str:token>/", notifications.unsubscribe, name="notification-unsubscribe"),
    path("notices/<uuid:pk>/", notifications.open_notification, name="notification"),
    path("language/", language.set_language, name="set_language"),
    path("privacy/", about.privacy, name="privacy"),
]
