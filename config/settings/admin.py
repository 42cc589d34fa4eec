"""The admin pages: where they are, who reaches them, and which passwords their users may have."""

from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# Without slashes around it. Empty: there are no admin pages.
ADMIN_PATH = env.str("ADMIN_PATH", "admin").strip("/")
# The networks that reach the admin pages. For all others these pages do not exist. Empty: everybody reaches them.
ADMIN_NETWORKS = []
for network in env.list("ADMIN_NETWORKS", default=[]):
    try:
        ADMIN_NETWORKS.append(ip_network(network.strip()))
    except ValueError:
        message = f'ADMIN_NETWORKS must be networks like 10.1.0.0/16 or 2001:db8::/48: "{network}" is none'
        raise ImproperlyConfigured(message) from None

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("phone_number", "username", "name")},
    },
]
