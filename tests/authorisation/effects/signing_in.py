"""What is seen after signing in, and of what is open to everybody."""

from uuid import UUID

from accounts.models import Device, OtpChallenge
from common.bridge import in_thread
from tests.authorisation.done import Done
from tests.harness.people import new_phone_number, received_code


async def number_to_call(done: Done) -> None:
    done.ids["number"] = new_phone_number()


async def challenge_opened(done: Done) -> None:
    challenges = OtpChallenge.objects.filter(phone_number=done.ids["number"]).values_list("id", flat=True)
    assert await in_thread(lambda: list(challenges)) == [UUID(done.answer["challenge_id"])]


async def asks_for_code(done: Done) -> None:
    """Be sent a code, to the number of somebody new."""
    number = new_phone_number()
    opened = await done.me.rest.post("/auth/otp", {"phone_number": number})
    code = await received_code(done.me.process, number)
    done.ids |= {"number": number, "challenge": opened.json()["challenge_id"], "code": code}


async def signed_in(done: Done) -> None:
    device = Device.objects.select_related("user").get
    found = await in_thread(lambda: device(id=done.answer["device"]["id"]))
    assert (found.user.phone_number, found.revoked_at) == (done.ids["number"], None)
    await lets_in(done, done.answer["user"]["id"])


async def new_pair_lets_in(done: Done) -> None:
    assert done.answer["refresh"] != done.me.refresh
    done.me.refresh = done.answer["refresh"]
    await lets_in(done, str(done.me.id))


async def lets_in(done: Done, user_id: str) -> None:
    """See that the access token of the answer is this person's."""
    headers = {"Authorization": f"Bearer {done.answer['access']}"}
    assert (await done.me.rest.get("/users/me", headers=headers)).json()["id"] == user_id


async def describes_rest(done: Done) -> None:
    assert "/conversations/{conversation_id}" in done.answer["paths"]


async def describes_socket(done: Done) -> None:
    assert "send_message" in str(done.answer)
