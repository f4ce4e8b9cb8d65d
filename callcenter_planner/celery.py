"""The Celery application. The database is the truth; a task that is lost is found by a sweep."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter_planner.settings")

app = Celery("callcenter_planner")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
