"""The demo's mailbox; 404 outside the demo."""

from django.urls import path

from frontend.views import demo

urlpatterns = [
    path("mail/", demo.mailbox, name="demo-mail"),
    path("mail/<uuid:pk>/", demo.letter, name="demo-letter"),
    path("mail/<uuid:pk>.eml", demo.source, name="demo-mail-source"),
]
