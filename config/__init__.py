"""What one process is: settings, URLs, ASGI, Celery, wiring, the servers, the API's schema, logs, metrics, health."""
