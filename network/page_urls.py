"""Addresses that are not pages for people: health, metrics, calendar feeds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
