"""`manage.py demo`: people, and what they have written to each other, so that there is something to look at."""
