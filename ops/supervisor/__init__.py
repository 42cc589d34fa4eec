"""`manage.py up`: starts the servers that no URL names, migrates, and keeps web, worker and beat running."""
