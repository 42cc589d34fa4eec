"""The Celery app: tasks of all apps, configured by the settings whose names begin with CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("parley")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Tasks are handed over from threads too; without this those would get an app of their own, with another broker.
app.set_default()
