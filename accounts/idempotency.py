"""Idempotency-Key: a write that is repeated with the same key gets the stored answer and is not done again."""

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyKey
from common.api import ApiView
from common.clock import now
from common.database import retried
from common.errors import ApiError, invalid

V = TypeVar("V", bound=ApiView)
Post = Callable[..., Response]

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


def idempotent(post: Post) -> Post:
    """Let a view's `post` take an Idempotency-Key.

    With one, the view runs inside the transaction that keeps its answer, so it may call sync services only. A refusal
    keeps nothing: the same key may be tried again. Raises ApiError `invalid` for a key that is none, and
    `idempotency_conflict` for a key that was used with another body.
    """

    @functools.wraps(post)
    def with_key(view: V, request: Request, **place: Any) -> Response:  # noqa: ANN401
        key = _key_of(request)
        if key is None:
            return post(view, request, **place)
        digest = _digest(view.body_as_sent())
        return _once(view.user_id, f"POST {_path(request, place)}", key, digest, lambda: post(view, request, **place))

    return with_key


def repeatable(post: Post) -> Post:
    """Let a view's `post` take an Idempotency-Key although its write commits by itself.

    The write must change nothing if it is done again, because it is after a crash. Raises as `idempotent` does.
    """

    @functools.wraps(post)
    def with_key(view: V, request: Request, **place: Any) -> Response:  # noqa: ANN401
        key = _key_of(request)
        if key is None:
            return post(view, request, **place)
        digest = _digest(view.body_as_sent())
        with transaction.atomic():
            kept = _claimed(view.user_id, f"POST {_path(request, place)}", key, digest)
        if bytes(kept.digest) != digest:
            raise ApiError("idempotency_conflict")
        if kept.status is not None:
            return _kept_answer(kept)
        try:
            response = post(view, request, **place)
        except BaseException:
            IdempotencyKey.objects.filter(pk=kept.pk, status=None).delete()
            raise
        _keep(kept, response)
        return response

    return with_key


def _key_of(request: Request) -> str | None:
    key: str | None = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", "wrong_format", "must be 1 to 128 visible ASCII characters")
    return key


def _path(request: Request, place: dict[str, Any]) -> str:
    """Return the path with its ids in lower case: an id in capitals is the same id, so the key is the same too."""
    path: str = request.path
    for name in place.values():
        if isinstance(name, UUID):
            path = re.sub(str(name), str(name), path, flags=re.IGNORECASE)
    return path


def _digest(body: Any) -> bytes:  # noqa: ANN401 - JSON is any of its types
    try:
        canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # orjson reads 1,024 levels but writes only 254. No body that a view accepts has a tenth of that.
        raise ApiError("malformed_json", "The body has too many levels") from None
    return hashlib.blake2b(canonical, key=settings.DIGEST_KEY.encode()[:64], digest_size=32).digest()


@retried
@transaction.atomic
def _once(user_id: UUID, route: str, key: str, digest: bytes, act: Callable[[], Response]) -> Response:
    kept = _claimed(user_id, route, key, digest)
    if kept.status is not None:
        if bytes(kept.digest) != digest:
            raise ApiError("idempotency_conflict")
        return _kept_answer(kept)
    response = act()
    _keep(kept, response)
    return response


def _claimed(user_id: UUID, route: str, key: str, digest: bytes) -> IdempotencyKey:
    """Return the row of a key, made for this request or by an earlier one. Call inside a transaction."""
    own = IdempotencyKey(user_id=user_id, route=route, key=key, digest=digest)
    # Waits until another transaction with the same key has ended.
    IdempotencyKey.objects.bulk_create([own], ignore_conflicts=True)
    return IdempotencyKey.objects.get(user_id=user_id, route=route, key=key)


def _keep(row: IdempotencyKey, response: Response) -> None:
    data = response.data
    answer = data if isinstance(data, bytes) else b"" if data is None else orjson.dumps(data)
    IdempotencyKey.objects.filter(pk=row.pk).update(status=response.status_code, answer=answer.decode())


def _kept_answer(row: IdempotencyKey) -> Response:
    return Response(row.answer.encode() or None, status=row.status)


def clear_old_keys() -> int:
    """Delete keys older than IDEMPOTENCY_KEEP_SECONDS and return their number."""
    moment = now() - timedelta(seconds=settings.IDEMPOTENCY_KEEP_SECONDS)
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=moment).delete()
    return deleted
