"""What REST calls and socket commands cost."""

import socket
import time

import pytest
from django.test import override_settings

from common.errors import ApiError
from common.ids import new_id
from common.limits import call_name, commands, seconds_until_allowed, spend_on_call, windows

REACTION = "PUT /messages/{message_id}/reactions/{emoji}"


@pytest.fixture(autouse=True)
def _limits_are_read_anew():
    commands._limits_of.cache_clear()
    yield
    commands._limits_of.cache_clear()


@pytest.fixture
def without_redis(tmp_path, monkeypatch):
    monkeypatch.setattr("common.limits.spending._asked_again_at", 0.0)
    with override_settings(REDIS_URL=f"unix://{tmp_path}/none.sock"):
        windows._script.cache_clear()
        yield
    windows._script.cache_clear()


def test_a_call_is_named_as_in_the_openapi_document():
    assert call_name("GET", "api/v1/users/<id:user_id>/status") == "GET /users/{user_id}/status"
    assert call_name("HEAD", "api/v1/users") == "GET /users"


def refused(call, account, parameters=None):
    with pytest.raises(ApiError) as raised:
        spend_on_call(call, account, "203.0.113.7", parameters)
    return raised.value.code


@override_settings(LIMIT_READS="2/hour")
def test_a_call_is_counted_per_account():
    alice, bob = new_id(), new_id()
    for _ in range(2):
        headers = spend_on_call("GET /users/me", alice, "203.0.113.7")
    assert headers["RateLimit-Remaining"] == "0"
    assert refused("GET /devices", alice) == "rate_limited"
    spend_on_call("GET /users/me", bob, "203.0.113.7")


@override_settings(LIMIT_CHANGES_PER_MESSAGE="1/hour")
def test_some_limits_are_counted_per_account_and_target():
    alice, message, other = new_id(), new_id(), new_id()
    spend_on_call(REACTION, alice, "203.0.113.7", {"message_id": message, "emoji": "x"})
    assert refused(REACTION, alice, {"message_id": message, "emoji": "y"}) == "rate_limited"
    spend_on_call(REACTION, alice, "203.0.113.7", {"message_id": other, "emoji": "x"})
    spend_on_call(REACTION, new_id(), "203.0.113.7", {"message_id": message, "emoji": "x"})


@override_settings(LIMIT_LARGE_BODIES="1/hour", LARGE_BODY_BYTES=100)
def test_large_bodies_are_counted_per_account_or_address():
    alice, address = new_id(), str(new_id())
    for who in ((alice, "203.0.113.7"), (None, address)):
        spend_on_call("POST /messages", *who, body_bytes=101)
        spend_on_call("POST /messages", *who, body_bytes=100)
        with pytest.raises(ApiError) as raised:
            spend_on_call("PUT /users/{user_id}/status", *who, body_bytes=101)
        assert raised.value.code == "rate_limited"
    spend_on_call("POST /messages", new_id(), "203.0.113.7", body_bytes=101)


@override_settings(LIMIT_DESCRIPTIONS_PER_ADDRESS="1/hour")
def test_calls_of_people_who_are_not_signed_in_are_counted_per_address():
    address = str(new_id())
    spend_on_call("GET /schema", None, address)
    with pytest.raises(ApiError):
        spend_on_call("GET /schema/socket", None, address)
    spend_on_call("GET /schema", None, str(new_id()))


@pytest.mark.usefixtures("without_redis")
def test_without_redis_messages_stay_open_and_expensive_calls_close():
    alice = new_id()
    for call in ("POST /messages", "GET /sync", "GET /users/me", REACTION):
        assert spend_on_call(call, alice, "203.0.113.7", {"message_id": new_id()}) == {}
    for call in ("GET /users", "POST /groups", "GET /join/{token}"):
        assert refused(call, alice) == "unavailable"


def test_a_hanging_redis_costs_open_calls_one_time_out(monkeypatch):
    monkeypatch.setattr("common.limits.spending._asked_again_at", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        with override_settings(REDIS_URL=address, REDIS_TIMEOUT_SECONDS=0.3):
            windows._script.cache_clear()
            began = time.monotonic()
            for _ in range(20):
                assert spend_on_call("GET /users/me", new_id(), "203.0.113.7") == {}
    windows._script.cache_clear()
    assert time.monotonic() - began < 1.0


@override_settings(LIMIT_SOCKET_SENDS="3/hour")
def test_a_command_is_counted_per_person():
    alice, bob = new_id(), new_id()
    assert [seconds_until_allowed("send_message", alice) for _ in range(3)] == [0, 0, 0]
    wait = seconds_until_allowed("send_message", alice)
    assert 1100 < wait <= 1200
    assert 1100 < seconds_until_allowed("send_message", alice) <= 1200
    assert seconds_until_allowed("send_message", bob) == 0
    assert seconds_until_allowed("ping", alice) == 0


@override_settings(LIMIT_SOCKET_SENDS="10/second")
def test_a_bucket_of_commands_fills_up_again():
    alice = new_id()
    while seconds_until_allowed("send_message", alice) == 0:
        pass
    ends = time.monotonic() + 5
    while seconds_until_allowed("send_message", alice) > 0:
        assert time.monotonic() < ends


def test_the_buckets_of_commands_take_limited_memory(monkeypatch):
    monkeypatch.setattr(commands, "BUCKETS", 100)
    monkeypatch.setattr(commands, "_buckets", {})
    for _ in range(300):
        seconds_until_allowed("ping", new_id())
    assert len(commands._buckets) == 100
