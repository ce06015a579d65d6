"""Addresses of pages that may not be installed."""

from django.urls import NoReverseMatch, reverse


def address_of(name: str) -> str:
    """The address of another area's page; empty where that area is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
