"""How bodies of requests reach the application under Daphne."""

import subprocess
import sys

from ops.supervisor.commands import ROOT

# A process of its own, because a reactor can be installed once.
SCRIPT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.server.reactor import install_reactor
install_reactor()
import django
django.setup()
from django.conf import settings
from config.server.daphne.server import Server
print(Server(None).request_buffer_size >= settings.API_BODY_BYTES)
"""


def test_the_largest_body_is_given_to_the_application_at_once():
    output = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert output.strip() == "True"
