"""The web client: where it was built to."""

from config.settings.environment import BASE_DIR, env

# Nothing there: a plain page says at `/` where the API is.
WEB_CLIENT_DIR = (BASE_DIR / env.str("WEB_CLIENT_DIR", "web/dist")).resolve()
