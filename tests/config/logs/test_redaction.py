"""The last line of defence: only text that looks like a number, a token or a person's words is removed."""

import pytest

from config.logs.redaction import redact, redacted

TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("sent to +4915212345678 now", "sent to [number] now"),
        ("sent to +49 1521 234-5678", "sent to [number]"),
        ("sent to 4915212345678", "sent to [number]"),
        ("/users/%2B4915212345678", "/users/[number]"),
        (f"the token {TOKEN} is old", "the token [token] is old"),
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer [token]"),
        ("Authorization: bearer opaque-words", "Authorization: Bearer [token]"),
        ("redis://user:secret@host:6379/0", "redis://[credentials]@host:6379/0"),
        ("GET /api/v1/users?username=canary HTTP/1.1", "GET /api/v1/users?[query] HTTP/1.1"),
        ('{"id": 1, "text": "a \\"canary\\" sings", "seq": 3}', '{"id": 1, "text": [removed], "seq": 3}'),
        ("{'code': '123456', 'challenge_id': 'x'}", "{'code': [removed], 'challenge_id': 'x'}"),
        ("{'code': 123456}", "{'code': [removed]}"),
        ("{'name': \"Ann's canary\"}", "{'name': [removed]}"),
    ],
)
def test_text_that_looks_like_personal_data_is_removed(text: str, left: str):
    assert redacted(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "draining: 12 requests, 3000 sockets",
        "Task accounts.tasks.send_code[0191f3b2-7c1d-7000-8000-123456789012] received",
        "celery@host-1 ready.",
        "connected to 127.0.0.1:49152",
        "the poll of changes fails: TimeoutError",
        "at 2026-11-24T14:58:00.123Z+00:00",
        "0.123456789012 seconds",
        "took 12345 ms, why?",
    ],
)
def test_text_that_an_operator_needs_stays(text: str):
    assert redacted(text) == text


def test_secret_fields_are_removed_by_name_at_any_depth():
    record = {"event": "said", "text": "canary", "inner": {"Token": "canary", "ids": ["1", "+4915212345678"]}}
    assert redact(None, "info", record) == {
        "event": "said",
        "text": "[removed]",
        "inner": {"Token": "[removed]", "ids": ["1", "[number]"]},
    }


def test_fields_that_we_make_ourselves_stay_unchanged():
    record = {"event": "request", "request_id": "20261124145800123456", "duration_ms": 12345678901, "status": 200}
    assert redact(None, "info", dict(record)) == record
