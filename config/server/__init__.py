"""`manage.py serve`: the web process, from its event loop to its last socket's close code."""
