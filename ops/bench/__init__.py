"""`manage.py bench`: how much the server does in a second, and what statements cost with millions of rows."""
