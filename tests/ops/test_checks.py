"""Django's own checks: nothing is missing from the migrations, and production settings pass."""

import secrets
import subprocess
import sys

from django.core.management import call_command

from ops.supervisor.commands import ROOT
from tests.harness.servers import Servers, clean_environment

PRODUCTION = {
    "ENVIRONMENT": "production",
    "RATE_LIMITS": "on",
    "ALLOWED_HOSTS": "parley.example",
    "SMS_PROVIDER": "http",
    "SMS_HTTP_URL": "https://sms.example/send",
    "TRUSTED_PROXIES": "1",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_models_are_what_the_migrations_make():
    call_command("makemigrations", check=True, dry_run=True)


def test_production_settings_pass_the_deployment_check(servers: Servers):
    done = manage(
        *("check", "--deploy", "--fail-level", "ERROR"),
        **servers.environment | PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(48)},
    )
    assert done.returncode == 0, done.stderr


def test_production_refuses_a_sample_secret_without_a_traceback(servers: Servers):
    done = manage("check", **servers.environment | PRODUCTION | {"SECRET_KEY": "change-me" * 6})
    assert done.returncode == 1
    assert "SECRET_KEY must be at least 32 random characters" in done.stderr
    assert "Traceback" not in done.stderr
