"""With settings for signing in that cannot work, a process does not start, and its error says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "0f8Zk2mQx7LwRt5VbN9sYc3HdJ6pGa1eUiKo4TzXqM"}
STRONG = "mQ2vX9kLz7RtB4wNs6YcJd8HfGp1aEuKoTi3Z5xV"
WEAK = ["short", "x" * 64, "abcabcabcabcabcabcabcabcabcabcabcabcabc", f"{STRONG}-CHANGE-me"]
GATEWAY = {"SMS_PROVIDER": "http", "SMS_HTTP_URL": "http://127.0.0.1:1/"}


def run(tmp_path, changes, program):
    """Run some Python in a process of its own, with its own settings."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | changes
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def load(tmp_path, changes):
    """Load the settings in a process of their own; return (exit code, last line of its output)."""
    done = run(tmp_path, changes, "import config.settings")
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def printed(tmp_path, changes, expression):
    """Return what an expression of the settings is in a process of its own."""
    done = run(tmp_path, changes, f"import config.settings as settings; print({expression})")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"LIMIT_CODES_PER_NUMBER": "many"}, "LIMIT_CODES_PER_NUMBER"),
        ({"SMS_PROVIDER": "pigeon"}, "SMS_PROVIDER"),
        ({"SMS_PROVIDER": "http"}, "SMS_HTTP_URL"),
        (PRODUCTION, "SMS_PROVIDER"),
        (PRODUCTION | {"SMS_PROVIDER": "console"}, "SMS_PROVIDER"),
        (PRODUCTION | GATEWAY | {"RATE_LIMITS": "off"}, "RATE_LIMITS"),
        (PRODUCTION | GATEWAY | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        (PRODUCTION | GATEWAY | {"ALLOWED_HOSTS": "chat.example.org,*"}, "ALLOWED_HOSTS"),
    ],
)
def test_a_process_with_wrong_settings_does_not_start(tmp_path, changes, named):
    code, words = load(tmp_path, changes)
    assert code != 0
    assert "ImproperlyConfigured" in words
    assert named in words


@pytest.mark.parametrize("name", ["SECRET_KEY", "JWT_SIGNING_KEY", "OTP_HASH_KEY", "DIGEST_KEY"])
def test_production_refuses_weak_secrets_and_does_not_print_them(tmp_path, name):
    for weak in WEAK:
        code, words = load(tmp_path, PRODUCTION | GATEWAY | {name: weak})
        assert code != 0
        assert f"ImproperlyConfigured: {name} must be" in words
        assert weak not in words
    assert load(tmp_path, PRODUCTION | GATEWAY | {name: STRONG})[0] == 0
    assert load(tmp_path, {name: "short"})[0] == 0


@pytest.mark.parametrize("changes", [{}, GATEWAY, PRODUCTION | GATEWAY, {"LIMIT_CODES_IN_ALL": ""}])
def test_a_process_with_working_settings_starts(tmp_path, changes):
    assert load(tmp_path, changes)[0] == 0
