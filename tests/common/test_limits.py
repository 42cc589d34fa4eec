"""Limits in Redis, and by which address a client is counted."""

import socket
import time

import pytest
import redis
from django.conf import settings
from django.test import RequestFactory, override_settings

from common.errors import ApiError
from common.ids import new_id
from common.limits import Charge, client_address, spend, wider_networks, windows


@pytest.fixture(autouse=True)
def _counting():
    with override_settings(RATE_LIMITS=True, LIMIT_SAMPLE="2/minute", LIMIT_OTHER="1/minute;3/hour", LIMIT_LIFTED=""):
        yield


@pytest.fixture
def key():
    return str(new_id())


def refused(*charges: Charge):
    with pytest.raises(ApiError) as raised:
        spend(*charges)
    return raised.value


def test_a_limit_ends(key):
    spend(Charge("sample", key))
    spend(Charge("sample", key))
    error = refused(Charge("sample", key))
    assert (error.code, error.status) == ("rate_limited", 429)
    assert 1 <= error.retry_after_seconds <= 60


def test_limits_of_others_are_untouched(key):
    spend(Charge("other", key))
    assert refused(Charge("other", key)).code == "rate_limited"
    assert spend(Charge("other", str(new_id())))["RateLimit-Remaining"] == "0"


def test_the_headers_show_what_is_left(key):
    headers = spend(Charge("sample", key), Charge("other", key, shown=False))
    assert headers == {
        "RateLimit-Policy": '"sample-60";q=2;w=60',
        "RateLimit": '"sample-60";r=1;t=60',
        "RateLimit-Limit": "2",
        "RateLimit-Remaining": "1",
        "RateLimit-Reset": "60",
    }
    spend(Charge("sample", key))
    assert refused(Charge("sample", key)).headers["RateLimit"].startswith('"sample-60";r=0;t=')


def test_a_refused_request_spends_nothing(key):
    spend(Charge("sample", key), Charge("other", key))
    for _ in range(3):
        assert refused(Charge("sample", key), Charge("other", key)).code == "rate_limited"
    spend(Charge("sample", key))


def test_a_window_moves(key):
    with override_settings(LIMIT_SAMPLE="2/1second"):
        spend(Charge("sample", key))
        spend(Charge("sample", key))
        refusal = refused(Charge("sample", key))
        assert refusal.retry_after_seconds == 1
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            try:
                headers = spend(Charge("sample", key))
            except ApiError:
                continue
            break
        assert headers["RateLimit-Remaining"] in {"0", "1"}


def test_a_refusal_by_a_hidden_limit_does_not_show_the_limit(key):
    spend(Charge("other", key, shown=False))
    assert refused(Charge("other", key, shown=False)).headers == {}


def test_an_empty_setting_lifts_a_limit(key):
    for _ in range(5):
        assert spend(Charge("lifted", key)) == {}


def test_off_lifts_every_limit(key):
    with override_settings(RATE_LIMITS=False):
        assert [spend(Charge("other", key)) for _ in range(5)] == [{}] * 5


def test_redis_contains_no_key_as_plain_text():
    number = "+4915212345678"
    spend(Charge("sample", number))
    with redis.from_url(settings.REDIS_URL) as client:
        names = client.keys("parley-limit*")
    assert names
    assert not any(number.encode() in name for name in names)


@pytest.fixture
def fresh_limiter():
    windows._script.cache_clear()
    yield
    windows._script.cache_clear()


def test_without_redis_everything_is_refused(key, tmp_path, fresh_limiter):
    with override_settings(REDIS_URL=f"unix://{tmp_path}/none.sock"):
        error = refused(Charge("sample", key))
    assert (error.code, error.status) == ("unavailable", 503)
    assert error.retry_after_seconds


def test_a_hanging_redis_costs_one_time_out(key, fresh_limiter):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        with override_settings(REDIS_URL=address, REDIS_TIMEOUT_SECONDS=0.3):
            began = time.monotonic()
            assert refused(Charge("sample", key)).code == "unavailable"
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.7", None, "203.0.113.7"),
        (1, "10.0.0.1", "nonsense", "unknown"),
        (0, "", None, "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
    ],
)
def test_an_address_is_the_outermost_one_our_proxies_saw(proxies, peer, forwarded, expected):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == expected


def test_around_an_ipv6_network_there_are_wider_ones():
    assert wider_networks("2001:db8:1:2fff::/64") == ("2001:db8:1:2f00::/56", "2001:db8:1::/48")
    assert wider_networks("203.0.113.7") == wider_networks("unknown") == ()
