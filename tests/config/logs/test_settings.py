"""The settings of logs and metrics: their allowed values, their values in production, and what libraries may log."""

import subprocess
import sys

import pytest

from ops.supervisor.commands import ROOT
from tests.harness.servers import clean_environment

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "production-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "chat.example",
    "SMS_PROVIDER": "http",
    "SMS_HTTP_URL": "https://sms.example",
}
SAY = """
import django, logging
django.setup()
for name in ("config.any", "kombu.any", "websockets.any"):
    logging.getLogger(name).debug("debug of %s", name)
    logging.getLogger(name).info("info of %s", name)
"""


def run(code: str, **settings: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_in_production_logs_are_json_unless_somebody_wants_lines():
    assert run(SAY, **PRODUCTION)[1].startswith("{")
    assert not run(SAY, **PRODUCTION, LOG_FORMAT="line")[1].startswith("{")
    assert not run(SAY)[1].startswith("{")


def test_libraries_log_no_debug_records_even_when_we_debug():
    code, said = run(SAY, LOG_LEVEL="DEBUG", LOG_FORMAT="json")
    assert code == 0
    assert "debug of config.any" in said
    assert "info of kombu.any" in said
    assert "debug of kombu.any" not in said
    assert "debug of websockets.any" not in said
    assert "info of kombu.any" not in run(SAY, LOG_LEVEL="WARNING")[1]


@pytest.mark.parametrize("name", ["LOG_LEVEL", "LOG_FORMAT", "ACCESS_LOG"])
def test_an_unknown_value_of_a_setting_is_refused(name: str):
    code, said = run(SAY, **{name: "loud"})
    assert code != 0
    assert f"{name} is one of" in said


def test_a_weak_token_of_metrics_is_refused_in_production():
    assert "METRICS_TOKEN must be at least 32" in run(SAY, **PRODUCTION, METRICS_TOKEN="guess me")[1]
    assert run(SAY, **PRODUCTION, METRICS_TOKEN="metrics-0123456789-abcdefghijklmnop")[0] == 0
