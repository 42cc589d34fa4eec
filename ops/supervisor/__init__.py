"""`manage.py up`: starts what no URL names, migrates, and keeps web, worker and beat running."""
