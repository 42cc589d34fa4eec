"""Signing in over REST, with two processes."""

import asyncio

import httpx2
import pytest

from tests.harness.people import new_phone_number, received_code
from tests.harness.rest import Rest

DEVICE = {"name": "Phone", "platform": "ios"}


@pytest.fixture
async def rest(web):
    client = Rest(web[0])
    yield client
    await client.close()


async def challenge(rest, number):
    answer = await rest.post("/auth/otp", {"phone_number": number})
    assert answer.status_code == 202
    return answer.json()["challenge_id"]


async def test_a_national_number_signs_in_as_the_same_person(rest, web, new_person):
    alice = await new_person()
    national = "0" + alice.phone_number.removeprefix("+49")
    answer = await rest.post("/auth/otp", {"phone_number": national, "region": "DE"})
    code = await received_code(web[0], alice.phone_number)
    body = {"challenge_id": answer.json()["challenge_id"], "code": code, "device": DEVICE}
    signed_in = (await rest.post("/auth/verify", body)).json()
    assert signed_in["user"]["id"] == str(alice.id)
    assert not signed_in["is_new_user"]
    assert signed_in["device"]["current"]


async def test_the_answer_is_the_same_for_known_and_unknown_numbers(rest, new_person):
    alice = await new_person()
    known = await rest.post("/auth/otp", {"phone_number": alice.phone_number})
    unknown = await rest.post("/auth/otp", {"phone_number": new_phone_number()})
    assert known.status_code == unknown.status_code == 202
    assert known.json().keys() == unknown.json().keys() == {"challenge_id", "expires_at", "resend_at"}


async def test_of_a_hundred_parallel_guesses_five_are_evaluated(rest, web):
    number = new_phone_number()
    challenge_id = await challenge(rest, number)
    right = await received_code(web[0], number)
    wrong = [f"{(int(right) + n) % 10**6:06}" for n in range(1, 101)]
    clients = [Rest(web[n % 2]) for n in range(20)]

    async def guess(n):
        body = {"challenge_id": challenge_id, "code": wrong[n], "device": DEVICE}
        return (await clients[n % 20].post("/auth/verify", body)).json()

    answers = await asyncio.gather(*map(guess, range(100)))
    evaluated = [answer for answer in answers if answer["code"] == "invalid_code"]
    assert sorted(answer["attempts_left"] for answer in evaluated) == [0, 1, 2, 3, 4]
    assert sum(answer["code"] == "challenge_spent" for answer in answers) == 95
    body = {"challenge_id": challenge_id, "code": right, "device": DEVICE}
    assert (await rest.post("/auth/verify", body)).json()["code"] == "challenge_spent"
    for client in clients:
        await client.close()


async def cookie_sign_in(rest, web):
    number = new_phone_number()
    challenge_id = await challenge(rest, number)
    body = {"challenge_id": challenge_id, "code": await received_code(web[0], number), "device": DEVICE}
    return await rest.post("/auth/verify", body | {"refresh_in": "cookie"})


def cookie_of(answer):
    (header,) = answer.headers.get_list("Set-Cookie")
    pair, *attributes = header.split("; ")
    name, _, token = pair.partition("=")
    return name, token, {attribute.partition("=")[0]: attribute.partition("=")[2] for attribute in attributes}


async def test_browsers_get_the_refresh_token_as_a_cookie_only(rest, web):
    answer = await cookie_sign_in(rest, web)
    assert "refresh" not in answer.json()
    _, token, attributes = cookie_of(answer)
    assert token.count(".") == 2
    assert {"HttpOnly", "Secure"} <= attributes.keys()
    assert attributes["SameSite"] == "Strict"
    assert attributes["Path"] == "/api/v1/auth"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_refresh_with_the_cookie_renews_the_cookie(rest, web):
    name, token, _ = cookie_of(await cookie_sign_in(rest, web))
    answer = await rest.post("/auth/refresh", headers={"Cookie": f"{name}={token}", "Origin": web[0].url})
    assert answer.status_code == 200
    assert answer.json().keys() == {"access"}
    assert cookie_of(answer)[1] != token


async def test_another_sites_page_cannot_use_the_cookie(rest, web):
    name, token, _ = cookie_of(await cookie_sign_in(rest, web))
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        answer = await rest.post("/auth/refresh", headers={"Cookie": f"{name}={token}", "Origin": origin})
        assert answer.json()["code"] == "not_allowed"
    assert (await rest.post("/auth/refresh", headers={"Cookie": f"{name}={token}"})).status_code == 200


async def test_the_body_wins_over_the_cookie(rest, web, new_person):
    alice = await new_person()
    name, token, _ = cookie_of(await cookie_sign_in(rest, web))
    answer = await rest.post("/auth/refresh", {"refresh": alice.refresh}, headers={"Cookie": f"{name}={token}"})
    assert answer.json().keys() == {"access", "refresh"}
    assert "Set-Cookie" not in answer.headers
    me = await rest.get("/users/me", headers={"Authorization": f"Bearer {answer.json()['access']}"})
    assert me.json()["id"] == str(alice.id)


async def test_without_any_token_nothing_is_refreshed(rest):
    assert (await rest.post("/auth/refresh")).json()["code"] == "not_authenticated"


async def test_two_tabs_at_two_processes_get_the_same_pair(web, new_person):
    alice = await new_person()
    there = alice.rest_at(web[1])
    calls = [client.post("/auth/refresh", {"refresh": alice.refresh}) for client in (alice.rest, there) * 3]
    pairs = [answer.json() for answer in await asyncio.gather(*calls)]
    assert all(pair == pairs[0] for pair in pairs)
    assert (await there.get("/users/me", headers={"Authorization": f"Bearer {pairs[0]['access']}"})).status_code == 200
    assert (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()["code"] == "token_superseded"


async def test_logging_out_ends_the_device(web, new_person):
    alice = await new_person()
    answer = await alice.rest.post("/auth/logout", headers={"Cookie": "parley_refresh=x"})
    assert answer.status_code == 204
    assert cookie_of(answer)[1] == '""'
    assert (await alice.rest.get("/users/me")).json()["code"] == "not_authenticated"
    assert (await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})).json()["code"] == "not_authenticated"


async def test_a_token_in_the_url_is_ignored(rest, new_person):
    alice = await new_person()
    answer = await rest.get(f"/users/me?token={alice.access}&access_token={alice.access}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_no_log_names_a_number_a_code_or_a_token(web, new_person):
    alice = await new_person()
    await alice.rest.post("/auth/refresh", {"refresh": alice.refresh})
    await alice.rest.get("/users/me", headers={"Authorization": "Bearer altered" + alice.access})
    for file in (web[0].var_dir / "log").iterdir():
        text = file.read_text(errors="replace")
        assert alice.phone_number.removeprefix("+") not in text
        assert alice.access not in text
        assert alice.refresh not in text


async def test_a_page_of_another_site_may_not_send_the_cookie(web):
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.options(
            f"{web[0].url}/api/v1/auth/refresh",
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
        )
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
