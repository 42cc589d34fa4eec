"""The SMS provider for development."""

import json
from threading import Thread

import pytest
from django.test import override_settings

from accounts.sms import send_code_text
from accounts.sms.console import send


@pytest.fixture
def file(tmp_path):
    with override_settings(VAR_DIR=tmp_path / "new", SMS_PROVIDER="console"):
        yield tmp_path / "new" / "dev" / "sms.jsonl"


def test_a_text_is_one_line_of_json(file):
    send_code_text("+4915212345678", "012345")
    (line,) = file.read_text().splitlines()
    entry = json.loads(line)
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "to": "+4915212345678",
        "text": "012345 is your Parley code. Do not share it.",
        "code": "012345",
    }


def test_lines_never_mix(file):
    def send_many() -> None:
        for _ in range(20):
            send("+4915212345678", "x" * 3000, "012345")

    threads = [Thread(target=send_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = file.read_text().splitlines()
    assert len(lines) == 160
    assert all(len(json.loads(line)["text"]) == 3000 for line in lines)


def test_nothing_secret_is_logged(file, caplog):
    with caplog.at_level(0):
        send_code_text("+4915212345678", "012345")
    assert "012345" not in caplog.text
    assert "15212345678" not in caplog.text
