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

for name, limit in list(globals().items()):
    if name.startswith("LIMIT_") and limit:
        try:
            parse_many(limit)
        except ValueError:
            message = f'{name} must be like "5/hour;10/day", or empty: it is "{limit}"'
            raise ImproperlyConfigured(message) from None
