"""Every page, by area."""

from django.urls import path

from frontend.views import home, language

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", language.set_language, name="set_language"),
]
