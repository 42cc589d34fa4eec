"""The web client: the directory of its built files."""

from config.settings.environment import BASE_DIR, env

# If nothing is there, a plain page at `/` shows where the API is.
WEB_CLIENT_DIR = (BASE_DIR / env.str("WEB_CLIENT_DIR", "web/dist")).resolve()
