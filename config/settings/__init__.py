"""Django settings: one file per concern, all read from the environment. docs/configuration.md lists them."""

from config.settings.accounts import *
from config.settings.admin import *
from config.settings.api import *
from config.settings.apps import *
from config.settings.calls import *
from config.settings.celery import *
from config.settings.chat import *
from config.settings.database import *
from config.settings.delivery import *
from config.settings.environment import *
from config.settings.limits import *
from config.settings.logging import *
from config.settings.metrics import *
from config.settings.presence import *
from config.settings.redis import *
from config.settings.security import *
from config.settings.web import *
