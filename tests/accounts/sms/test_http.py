"""The webhook provider with a gateway on this machine, which answers, fails, hangs or closes the connection."""

import pytest
from django.test import override_settings

from accounts.sms import SmsError, send_code_text
from tests.accounts.sms.gateway import running_gateway


@pytest.fixture
def gateway():
    with (
        running_gateway() as server,
        override_settings(
            SMS_PROVIDER="http",
            SMS_HTTP_URL=server.url,
            SMS_HTTP_TOKEN="gateway token",
            SMS_HTTP_TIMEOUT_SECONDS=0.3,
        ),
    ):
        yield server


def failure():
    with pytest.raises(SmsError) as raised:
        send_code_text("+4915212345678", "012345")
    return raised.value


def test_the_gateway_gets_number_and_text(gateway):
    send_code_text("+4915212345678", "012345")
    ((path, headers, body),) = gateway.taken
    assert path == "/sms"
    assert headers["Authorization"] == "Bearer gateway token"
    assert headers["Content-Type"] == "application/json"
    assert body == {"to": "+4915212345678", "text": "012345 is your Parley code. Do not share it."}


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_a_failure_of_the_gateway_is_temporary(gateway, status):
    gateway.status = status
    assert failure().temporary


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 302])
def test_a_refusal_of_the_gateway_is_permanent(gateway, status):
    gateway.status = status
    gateway.headers = {"Location": "http://127.0.0.1:1/"}
    assert not failure().temporary
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(("named", "seconds"), [("7", 7), ("100000", 30), ("soon", None), ("-1", None)])
def test_the_gateways_retry_after_is_kept_within_bounds(gateway, named, seconds):
    gateway.status, gateway.headers = 429, {"Retry-After": named}
    assert failure().retry_after_seconds == seconds


def test_a_hanging_gateway_times_out(gateway):
    gateway.status = None
    assert failure().temporary


def test_a_closed_connection_to_the_gateway_is_temporary(gateway):
    gateway.status = 0
    assert failure().temporary


def test_an_unreachable_gateway_is_temporary(gateway):
    with override_settings(SMS_HTTP_URL="http://127.0.0.1:1/sms"):
        assert failure().temporary


def test_proxies_of_the_environment_are_ignored(gateway, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    send_code_text("+4915212345678", "012345")
    assert len(gateway.taken) == 1


def test_an_error_names_neither_number_nor_code(gateway):
    gateway.status = 500
    words = str(failure())
    assert "012345" not in words
    assert "15212345678" not in words
