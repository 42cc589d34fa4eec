"""Presence: how long a connection counts without a renewal, how many people a socket may watch, and typing."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# How often each process renews the entries of its connections. An entry that is not renewed expires after its lifetime,
# and a sweep finds it. Lifetime and sweep together are the delay until a person whose process was killed goes offline:
# at most 30 s.
PRESENCE_RENEW_SECONDS = env.float("PRESENCE_RENEW_SECONDS", 10.0)
PRESENCE_LIFETIME_SECONDS = env.float("PRESENCE_LIFETIME_SECONDS", 25.0)
PRESENCE_SWEEP_SECONDS = env.float("PRESENCE_SWEEP_SECONDS", 2.0)
if PRESENCE_LIFETIME_SECONDS < 2 * PRESENCE_RENEW_SECONDS:
    message = "PRESENCE_LIFETIME_SECONDS must be at least twice PRESENCE_RENEW_SECONDS, because a renewal may come late"
    raise ImproperlyConfigured(message)
# How soon a failed call is tried again while Redis or the database is away.
PRESENCE_RETRY_SECONDS = env.float("PRESENCE_RETRY_SECONDS", 1.0)
# How many entries or people are handled in one call to Redis.
PRESENCE_BATCH_ITEMS = env.int("PRESENCE_BATCH_ITEMS", 500)
WATCHED_PEOPLE = env.int("WATCHED_PEOPLE", 100)

# A connection sends at most one `typing` update per conversation in this time. The latest state is sent at its end.
TYPING_INTERVAL_SECONDS = env.float("TYPING_INTERVAL_SECONDS", 1.0)
# How long a process caches who gets the `typing` updates of a conversation, and for how many conversations.
TYPING_AUDIENCE_SECONDS = env.float("TYPING_AUDIENCE_SECONDS", 3.0)
TYPING_AUDIENCE_ITEMS = env.int("TYPING_AUDIENCE_ITEMS", 10_000)
