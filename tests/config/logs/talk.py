"""Two people who do everything that a log could reveal, and the secrets that they used."""

from contextlib import suppress
from uuid import uuid4

import httpx2
import psycopg

from tests.accounts.sms.gateway import Gateway
from tests.delivery.local import until
from tests.harness.people import Person, new_phone_number
from tests.harness.processes import WebProcess
from tests.harness.sockets import CommandError, open_socket

WAIT_SECONDS = 15.0
# Texts that no log line may contain. Each is used in one place only, so that a finding shows where to look.
TEXTS = {
    "a name": "Zanzibarina Canary",
    "a device's name": "Telephonium Canary",
    "a username": "canary_username",
    "a text over the socket": "canary over the socket",
    "a text over REST": "canary over REST",
    "an edited text": "canary that was edited",
    "a text that PostgreSQL refuses": "canary that is poison",
    "a name that PostgreSQL refuses": "poison Canary",
    "a command": "canary_command",
    "a path": "canary-path",
    "a query": "canary-query",
    "a wrong code": "735190",
    "a false token": "eyJhbGciOiJIUzI1NiJ9.canary-claims.canary-signature",
    "a frame that is not JSON": "canary {",
}
REQUEST_ID = "a-request-id-of-the-client"
# PostgreSQL's error quotes the row that fails, with the text of a message, a name, or the phone number of a code.
POISON = (
    "ALTER TABLE chat_message ADD CONSTRAINT broken CHECK (text NOT LIKE '%is poison') NOT VALID",
    "ALTER TABLE accounts_user ADD CONSTRAINT broken CHECK (name NOT LIKE 'poison%') NOT VALID",
    "ALTER TABLE accounts_otpchallenge ADD CONSTRAINT broken CHECK (sent_at IS NULL) NOT VALID",
)


class Talk:
    """secrets: all texts that were really used, as (what it is, the text)."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.secrets: list[tuple[str, str]] = list(TEXTS.items())

    async def all(self, web: list[WebProcess], database_url: str) -> None:
        """Let one person at each process do everything with the other. At the end the database refuses some rows."""
        people: list[Person] = []
        try:
            people += [await self.sign_up(process) for process in web]
            pairs = [(people[0], people[1]), (people[1], people[0])]
            for one, other in pairs:
                await self.talk(one, other)
                await self.ask_wrongly(one)
            with psycopg.connect(database_url, autocommit=True) as database:
                for statement in POISON:
                    database.execute(statement)
            for one, other in pairs:
                await self.fail(one, other)
                await self.refresh(one)
        finally:
            for person in people:
                await person.leave()

    async def code(self, phone_number: str) -> str:
        """Wait for the code that the gateway gets for a number, and return it."""
        await until(lambda: any(body["to"] == phone_number for _, _, body in self.gateway.taken), WAIT_SECONDS)
        texts = [str(body["text"]) for _, _, body in self.gateway.taken if body["to"] == phone_number]
        return texts[-1][:6]

    async def sign_up(self, process: WebProcess) -> Person:
        """Sign up, after one wrong code."""
        number = new_phone_number()
        async with httpx2.AsyncClient(base_url=f"{process.url}/api/v1", trust_env=False, timeout=30) as client:
            challenge = (await client.post("/auth/otp", json={"phone_number": number})).json()["challenge_id"]
            code = await self.code(number)
            body = {"challenge_id": challenge, "device": {"name": TEXTS["a device's name"], "platform": "web"}}
            assert (await client.post("/auth/verify", json=body | {"code": TEXTS["a wrong code"]})).status_code == 400
            answer = await client.post("/auth/verify", json=body | {"code": code})
            assert answer.status_code == 200, answer.text
        person = Person(process, number, answer.json())
        self.secrets += [("a number", number), ("a number", number.removeprefix("+")), ("a code", code)]
        self.secrets += [("an access token", person.access), ("a refresh token", str(person.refresh))]
        assert (await person.rest.patch("/users/me", {"name": TEXTS["a name"]})).is_success
        return person

    async def refresh(self, person: Person) -> None:
        """Refresh, and then use an old token again, which ends the device."""
        for _ in range(2):
            pair = (await person.rest.post("/auth/refresh", {"refresh": person.refresh})).json()
            self.secrets += [("a refreshed token", pair[name]) for name in ("access", "refresh")]
        again = await person.rest.post("/auth/refresh", {"refresh": pair["refresh"]})
        assert again.is_success
        assert not (await person.rest.post("/auth/refresh", {"refresh": person.refresh})).is_success

    async def talk(self, alice: Person, bob: Person) -> None:
        """Send, edit, react and type, and send wrong commands and frames."""
        to = {"recipient_id": str(bob.id), "client_message_id": str(uuid4()), "text": TEXTS["a text over REST"]}
        sent = (await alice.rest.post("/messages", to)).json()
        there = {"conversation_id": sent["conversation_id"]}
        assert (await alice.rest.patch(f"/messages/{sent['id']}", {"text": TEXTS["an edited text"]})).is_success
        async with alice.connect() as a, bob.connect() as b:
            mine = {"client_message_id": str(uuid4()), "text": TEXTS["a text over the socket"]}
            message = (await a.command("send_message", **there, **mine))["message"]
            await b.next_update("change")
            await b.command("read", **there, seq=message["seq"])
            await b.command("react", message_id=message["id"], emoji="👍")
            await a.command("typing", **there, state="typing")
            await a.command("watch_presence", user_ids=[str(bob.id)])
            for command, fields in ((TEXTS["a command"], {}), ("send_message", {"text": TEXTS["a command"]})):
                with suppress(CommandError):
                    await a.command(command, **fields)
            await b.send_raw(TEXTS["a frame that is not JSON"])
            await b.wait_closed()
        with suppress(CommandError):
            await open_socket(alice.process.ws_url, TEXTS["a false token"])

    async def ask_wrongly(self, person: Person) -> None:
        """Send requests that are refused."""
        false = {"Authorization": f"Bearer {TEXTS['a false token']}"}
        async with httpx2.AsyncClient(base_url=person.process.url, trust_env=False, timeout=30) as client:
            signed_in = {"Authorization": f"Bearer {person.access}"}
            for path, headers in (
                ("/api/v1/users/me", false),
                (f"/api/v1/{TEXTS['a path']}", signed_in),
                (f"/{TEXTS['a path']}/{person.phone_number}", {}),
                (f"/api/v1/users?username={TEXTS['a username']}", signed_in),
                (f"/api/v1/users?q={TEXTS['a query']}", signed_in),
                (f"/api/v1/sync?since={TEXTS['a query']}", signed_in),
                (f"/api/v1/users/me?access_token={person.access}", {}),
                ("/api/v1/users/me", signed_in | {"X-Request-Id": REQUEST_ID}),
                ("/healthz", {"Host": f"{TEXTS['a path']}.example"}),
                ("/", {"Host": f"{TEXTS['a path']}.example"}),
            ):
                answer = await client.get(path, headers=headers)
                assert answer.status_code < 500, answer.text

    async def fail(self, alice: Person, bob: Person) -> None:
        """Write rows that PostgreSQL refuses: a message, a name and, in the worker, that a code was sent."""
        to = {"recipient_id": str(bob.id), "client_message_id": str(uuid4())}
        number = new_phone_number()
        self.secrets += [("a number", number), ("a number", number.removeprefix("+"))]
        async with httpx2.AsyncClient(base_url=f"{alice.process.url}/api/v1", trust_env=False, timeout=30) as client:
            client.headers["Authorization"] = f"Bearer {alice.access}"
            text = {"text": TEXTS["a text that PostgreSQL refuses"]}
            name = {"name": TEXTS["a name that PostgreSQL refuses"]}
            assert (await client.post("/messages", json=to | text)).status_code == 500
            assert (await client.patch("/users/me", json=name)).status_code == 500
            assert (await client.post("/auth/otp", json={"phone_number": number})).is_success
        self.secrets.append(("a code", await self.code(number)))
