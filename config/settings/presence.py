"""Presence: how long a connection counts without a sign of its process, how many people one watches, typing."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# Each process renews its connections' entries this often; one that is not renewed ends after its lifetime, and is found
# by a sweep. Lifetime and sweep together are how late a person goes offline whose process was killed: at most 30 s.
PRESENCE_RENEW_SECONDS = env.float("PRESENCE_RENEW_SECONDS", 10.0)
PRESENCE_LIFETIME_SECONDS = env.float("PRESENCE_LIFETIME_SECONDS", 25.0)
PRESENCE_SWEEP_SECONDS = env.float("PRESENCE_SWEEP_SECONDS", 2.0)
if PRESENCE_LIFETIME_SECONDS < 2 * PRESENCE_RENEW_SECONDS:
    message = "PRESENCE_LIFETIME_SECONDS must be at least twice PRESENCE_RENEW_SECONDS: one renewal may come late"
    raise ImproperlyConfigured(message)
# How soon what failed is tried again while Redis or the database is away.
PRESENCE_RETRY_SECONDS = env.float("PRESENCE_RETRY_SECONDS", 1.0)
# How many entries or people one call to Redis deals with.
PRESENCE_BATCH_ITEMS = env.int("PRESENCE_BATCH_ITEMS", 500)
WATCHED_PEOPLE = env.int("WATCHED_PEOPLE", 100)

# Of one connection and conversation at most one `typing` in this time; the latest state is told at its end.
TYPING_INTERVAL_SECONDS = env.float("TYPING_INTERVAL_SECONDS", 1.0)
# How long a process remembers who may be told that somebody types, and for how many conversations.
TYPING_AUDIENCE_SECONDS = env.float("TYPING_AUDIENCE_SECONDS", 3.0)
TYPING_AUDIENCE_ITEMS = env.int("TYPING_AUDIENCE_ITEMS", 10_000)
