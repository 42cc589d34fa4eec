"""Tokens that must be refused."""

import base64
import time
from typing import Any

import jwt
import orjson
from django.conf import settings

from tests.harness.people import Person


def claims(person: Person, **changes: Any) -> dict[str, Any]:
    """Return the claims of a person's access token, with changes."""
    said: dict[str, Any] = jwt.decode(person.access, options={"verify_signature": False})
    return said | changes


def signed(said: dict[str, Any], key: str = "", algorithm: str = "HS256") -> str:
    return jwt.encode(said, key or settings.JWT_SIGNING_KEY, algorithm=algorithm)


def unsigned(said: dict[str, Any]) -> str:
    parts = (orjson.dumps(part) for part in ({"alg": "none", "typ": "JWT"}, said))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def bad_tokens(alice: Person, bob: Person) -> dict[str, str]:
    """Return tokens that must be refused, by what is wrong with them."""
    head, body, signature = alice.access.split(".")
    return {
        "empty": "",
        "white space": " ",
        "no token": "hello",
        "not ASCII": "ä.ö.ü",
        "a bit of one": alice.access[:-1],
        "two of them": f"{alice.access} {alice.access}",
        "expired": signed(claims(alice, exp=int(time.time()) - settings.TOKEN_LEEWAY_SECONDS - 1)),
        "of another key": signed(claims(alice), key="k" * 64),
        "of another algorithm": signed(claims(alice), algorithm="HS512"),
        "alg none": unsigned(claims(alice)),
        "alg none with a signature": unsigned(claims(alice)) + signature,
        "altered": ".".join((head, bob.access.split(".")[1], signature)),
        "another's signature": ".".join((head, body, bob.access.split(".")[2])),
        "a refresh token": alice.refresh or "",
        "another's device": signed(claims(alice, device=str(bob.device_id))),
        "a device nobody has": signed(claims(alice, device=str(alice.id))),
        "a generation to come": signed(claims(alice, generation=2)),
        "a huge generation": signed(claims(alice, generation=2**80)),
        "a huge expiry": signed(claims(alice, exp=2**70)),
        "a NUL in the person": signed(claims(alice, sub="\x00")),
        "very long": "x" * 60_000,
    }
