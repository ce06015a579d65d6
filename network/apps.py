from django.apps import AppConfig

from network.celery import app as celery_app


class NetworkConfig(AppConfig):
    name = "network"
    default_auto_field = "django.db.models.BigAutoField"


__all__ = ["NetworkConfig", "celery_app"]  # named here, so that web processes and commands send to our broker too
