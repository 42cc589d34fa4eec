"""`manage.py bench`: what the server does in a second, and what a statement costs with millions of rows."""
