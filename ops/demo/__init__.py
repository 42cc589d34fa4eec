"""`manage.py demo`: people, and what they have said to each other, so that there is something to look at."""
