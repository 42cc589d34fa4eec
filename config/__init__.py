"""The wiring of the project: settings, URLs, ASGI, Celery, the supervisor and the servers."""
