"""The roof: settings, URLs, Celery, the embedded servers and what is composed of several apps."""

from callcenter_planner.celery import app as celery_app

__all__ = ["celery_app"]
