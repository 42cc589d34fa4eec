"""Request limits, counted in Redis."""

from django.core.exceptions import ImproperlyConfigured
from limits import parse_many

from config.settings.accounts import OTP_RESEND_SECONDS
from config.settings.environment import DEVELOPMENT, env

# off lifts every request limit, for load tests. It never lifts OTP_ATTEMPTS, quotas or limits on sizes.
RATE_LIMITS = env.str("RATE_LIMITS", "on") != "off"
if not RATE_LIMITS and not DEVELOPMENT:
    message = "RATE_LIMITS=off is for load tests in development only"
    raise ImproperlyConfigured(message)

# "5/hour", "1/60second", or several joined by ";". An empty setting lifts the limit.
# Sending codes. One address may not spend all that a number has, or it could keep the number's owner from signing in.
LIMIT_CODES_PER_ADDRESS = env.str("LIMIT_CODES_PER_ADDRESS", "20/hour;60/day")
LIMIT_CODES_PER_NETWORK_56 = env.str("LIMIT_CODES_PER_NETWORK_56", "60/hour;180/day")
LIMIT_CODES_PER_NETWORK_48 = env.str("LIMIT_CODES_PER_NETWORK_48", "180/hour;540/day")
LIMIT_CODES_PER_NUMBER_AND_ADDRESS = env.str("LIMIT_CODES_PER_NUMBER_AND_ADDRESS", "4/hour;7/day")
LIMIT_CODES_PER_NUMBER = env.str("LIMIT_CODES_PER_NUMBER", f"1/{OTP_RESEND_SECONDS}second;5/hour;10/day")
LIMIT_CODES_PER_PREFIX = env.str("LIMIT_CODES_PER_PREFIX", "300/hour;2000/day")
LIMIT_CODES_IN_ALL = env.str("LIMIT_CODES_IN_ALL", "1000/hour;5000/day")
# Guessing codes.
LIMIT_GUESSES_PER_ADDRESS = env.str("LIMIT_GUESSES_PER_ADDRESS", "60/hour;200/day")
LIMIT_GUESSES_PER_NETWORK_56 = env.str("LIMIT_GUESSES_PER_NETWORK_56", "180/hour;600/day")
LIMIT_GUESSES_PER_NETWORK_48 = env.str("LIMIT_GUESSES_PER_NETWORK_48", "540/hour;1800/day")
LIMIT_GUESSES_PER_NUMBER = env.str("LIMIT_GUESSES_PER_NUMBER", "20/hour;40/day")
# When the budget of wrong codes is spent, each further wrong code ends its challenge, and an error is logged, but not
# more often than LIMIT_WRONG_CODES_ALERTS allows.
LIMIT_WRONG_CODES_IN_ALL = env.str("LIMIT_WRONG_CODES_IN_ALL", "500/hour")
LIMIT_WRONG_CODES_ALERTS = env.str("LIMIT_WRONG_CODES_ALERTS", "1/minute")

# Passwords of the admin pages, before they are hashed.
LIMIT_ADMIN_PASSWORDS_PER_ADDRESS = env.str("LIMIT_ADMIN_PASSWORDS_PER_ADDRESS", "10/15minute;50/day")
LIMIT_ADMIN_PASSWORDS_PER_NETWORK_56 = env.str("LIMIT_ADMIN_PASSWORDS_PER_NETWORK_56", "20/15minute;100/day")
LIMIT_ADMIN_PASSWORDS_PER_NETWORK_48 = env.str("LIMIT_ADMIN_PASSWORDS_PER_NETWORK_48", "40/15minute;200/day")
LIMIT_ADMIN_PASSWORDS_IN_ALL = env.str("LIMIT_ADMIN_PASSWORDS_IN_ALL", "60/minute;600/hour")

# What signed-in people do over REST, per account if calls.py does not say otherwise.
LIMIT_READS = env.str("LIMIT_READS", "1200/minute")
LIMIT_SYNCS = env.str("LIMIT_SYNCS", "900/minute")
LIMIT_SENDS = env.str("LIMIT_SENDS", "900/minute")
LIMIT_RECEIPTS = env.str("LIMIT_RECEIPTS", "1200/minute")
LIMIT_WRITES = env.str("LIMIT_WRITES", "600/minute")
LIMIT_CHANGES_PER_MESSAGE = env.str("LIMIT_CHANGES_PER_MESSAGE", "120/minute")
LIMIT_CHANGES_PER_GROUP = env.str("LIMIT_CHANGES_PER_GROUP", "240/minute")
LIMIT_FORWARDS = env.str("LIMIT_FORWARDS", "120/minute")
LIMIT_ACCOUNT_CHANGES = env.str("LIMIT_ACCOUNT_CHANGES", "300/minute")
LIMIT_LOOKUPS = env.str("LIMIT_LOOKUPS", "60/minute;1000/day")
LIMIT_NEW_CONVERSATIONS = env.str("LIMIT_NEW_CONVERSATIONS", "120/minute;2000/day")
LIMIT_NEW_GROUPS = env.str("LIMIT_NEW_GROUPS", "60/minute;500/day")
LIMIT_INVITE_LINKS = env.str("LIMIT_INVITE_LINKS", "60/minute;500/day")
LIMIT_JOINS = env.str("LIMIT_JOINS", "60/minute;1000/day")
LIMIT_JOINS_PER_LINK = env.str("LIMIT_JOINS_PER_LINK", "30/minute")
# Counted per account, or per address for who is not signed in: hardly any client sends so much in one body.
LARGE_BODY_BYTES = env.int("LARGE_BODY_BYTES", 32 * 1024)
LIMIT_LARGE_BODIES = env.str("LIMIT_LARGE_BODIES", "20/10second;60/minute")
LIMIT_REFRESHES_PER_ADDRESS = env.str("LIMIT_REFRESHES_PER_ADDRESS", "1200/minute")
LIMIT_DESCRIPTIONS_PER_ADDRESS = env.str("LIMIT_DESCRIPTIONS_PER_ADDRESS", "120/minute")
# What one person may do in one process over all of their sockets.
LIMIT_SOCKET_SIGN_INS = env.str("LIMIT_SOCKET_SIGN_INS", "300/minute")
LIMIT_SOCKET_SENDS = env.str("LIMIT_SOCKET_SENDS", "3600/minute")
LIMIT_SOCKET_RECEIPTS = env.str("LIMIT_SOCKET_RECEIPTS", "7200/minute")
LIMIT_SOCKET_WRITES = env.str("LIMIT_SOCKET_WRITES", "1800/minute")
LIMIT_SOCKET_SYNCS = env.str("LIMIT_SOCKET_SYNCS", "1800/minute")

for name, limit in list(globals().items()):
    if name.startswith("LIMIT_") and limit:
        try:
            parse_many(limit)
        except ValueError:
            message = f'{name} must be like "5/hour;10/day", or empty: it is "{limit}"'
            raise ImproperlyConfigured(message) from None
