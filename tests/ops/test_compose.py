"""compose.yaml and the Dockerfile run what `manage.py up` runs, with settings that production takes."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from ops.supervisor import commands
from ops.supervisor.postgres import OPTIONS
from ops.supervisor.supervise import WORKER_STOP_SECONDS
from tests.config.test_configuration import documented_settings
from tests.harness.servers import clean_environment

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "parley"}
PAGE = (ROOT / "docs" / "operations.md").read_text()
DOT_ENV = {
    "HOST_NAME": "chat.example.org",
    "SECRET_KEY": "gQ3v8wYc1NfT5rLx0bKpZ7sHj2dMaUe6",
    "POSTGRES_PASSWORD": "5f1c0b7e",
    "POSTGRES_ADMIN_PASSWORD": "71d0a4e2",
    "VALKEY_PASSWORD": "9b2e6f10",
    "SMS_HTTP_URL": "https://sms.example.org/send",
    "OBJECTS_SECRET_KEY": "0d1e2f3a",
}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(text: str, **values: str) -> str:
    """Return a text with its variables filled in, as compose does."""
    return VARIABLE.sub(lambda found: values.get(found[1]) or (found[3] if found[2] == "-" else ""), text)


def image_environment() -> dict[str, str]:
    """Return what the image sets."""
    [block] = re.findall(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    return dict(word.split("=", 1) for word in block.replace("\\\n", " ").split())


def in_the_image(command: list[str]) -> list[str]:
    """Return a command of the supervisor in the form that the image needs, whose directory is the checkout."""
    words = ["python", *command[1:]]
    if "--workdir" in words:
        at = words.index("--workdir")
        assert words[at + 1] == str(commands.ROOT)
        del words[at : at + 2]
    return [word.removeprefix(f"{commands.ROOT}/") for word in words]


def test_each_role_runs_the_supervisors_command():
    var_dir = Path(image_environment()["VAR_DIR"])
    [served] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    ran = {name: SERVICES[name].get("command", yaml.safe_load(served)) for name in OURS}
    assert ran == {
        "web-1": in_the_image(commands.web()),
        "web-2": in_the_image(commands.web()),
        "worker": in_the_image(commands.worker()),
        "beat": in_the_image(commands.beat(var_dir)),
        "migrate": in_the_image(commands.migrate()),
    }
    # The supervisor makes this directory, too.
    assert f"{var_dir}/beat" in DOCKERFILE


def test_every_setting_is_one():
    known = documented_settings()
    for name in OURS:
        assert SERVICES[name]["environment"].keys() <= known.keys()
    assert image_environment().keys() - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= known.keys()


def test_production_takes_the_settings_and_asks_for_each_that_is_required():
    def loading(**left_out: str) -> subprocess.CompletedProcess[str]:
        given: dict[str, str] = SERVICES["web-1"]["environment"]
        environment = {name: filled(value, **(DOT_ENV | left_out)) for name, value in given.items()}
        image = {name: value for name, value in image_environment().items() if name != "PATH"}
        return subprocess.run(
            [sys.executable, "-c", "import django; django.setup()"],
            env=clean_environment(image | environment),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert loading().returncode == 0, loading().stderr
    assert "SECRET_KEY must be" in loading(SECRET_KEY="short").stderr
    assert "SMS_HTTP_URL" in loading(SMS_HTTP_URL="").stderr


def test_secrets_come_from_outside_and_are_told_of():
    required = {name for name, sign, _ in VARIABLE.findall(TEXT) if sign == "?"}
    assert required == DOT_ENV.keys()
    table = PAGE[PAGE.index("| In `.env`") : PAGE.index("`docker compose up")]
    assert {name for name, _, _ in VARIABLE.findall(TEXT)} == set(re.findall(r"`([A-Z][A-Z_]+)`", table))


def test_what_is_told_to_end_has_the_time_it_takes():
    known = documented_settings()
    limits = {
        "web-1": float(known["DRAIN_SECONDS"].strip("`")) + 5,
        "web-2": float(known["DRAIN_SECONDS"].strip("`")) + 5,
        "worker": max(WORKER_STOP_SECONDS, float(known["TASK_TIME_LIMIT_SECONDS"].strip("`"))),
    }
    for name, seconds in limits.items():
        assert float(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= seconds, name


def test_the_database_is_as_the_embedded_one():
    words = SERVICES["postgres"]["command"]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    assert options.items() <= OPTIONS.items()
    assert {"max_connections", "log_min_error_statement", "log_error_verbosity"} <= options.keys()


def test_only_the_proxy_is_open_to_others_and_every_image_is_of_a_version():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    for name in SERVICES.keys() - OURS:
        assert re.fullmatch(r"[a-z/]+:\d[\d.]*", SERVICES[name]["image"]), name


def test_a_service_reaches_only_what_it_needs():
    reached = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert reached == {
        "proxy": {"outside", "front"},
        "web-1": {"front", "database", "queue"},
        "web-2": {"front", "database", "queue"},
        "worker": {"outside", "database", "queue"},
        "beat": {"queue"},
        "migrate": {"database"},
        "postgres": {"database"},
        "valkey": {"queue"},
        "objects": {"objects"},
    }
    inside = {name for name, network in COMPOSE["networks"].items() if network and network["internal"]}
    assert COMPOSE["networks"].keys() - inside == {"outside"}


def test_each_service_has_a_limit_of_memory():
    assert [name for name, service in SERVICES.items() if "mem_limit" not in service] == []


def test_valkey_and_the_superuser_have_passwords_of_their_own():
    assert "--requirepass" in SERVICES["valkey"]["command"]
    assert ":${VALKEY_PASSWORD" in SERVICES["web-1"]["environment"]["REDIS_URL"]
    admin = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert admin not in str([SERVICES[name] for name in OURS])


def test_the_proxy_is_the_documented_one():
    [documented] = re.findall(r"^```caddyfile\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    here = filled(COMPOSE["configs"]["caddyfile"]["content"], **DOT_ENV)
    for number, port in enumerate((8000, 8001), 1):
        here = here.replace(f"web-{number}:8000", f"127.0.0.1:{port}")
    assert here == documented


def test_the_image_runs_without_rights_and_has_every_folder_of_ours():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER parley$", last, re.MULTILINE)
    assert last.index("USER parley") < last.index("\nCMD ")
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert folders == set(re.findall(r"^COPY (\w+) \1$", last, re.MULTILINE))
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {f"!{name}" for name in folders} <= set(ignored)
