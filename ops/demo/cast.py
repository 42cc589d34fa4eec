"""Makes the demo's people in the usual way, by sign-in codes, and finds those of an earlier start."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts import otp, services
from accounts.models import User
from accounts.services import SignedIn
from ops.demo.people import PEOPLE, SHOWN
from ops.supervisor.problems import CannotStart

FOREIGN = (
    "This database has people whom the demo did not make, so the demo stays away from it.\n"
    "Give it a place of its own: make demo VAR_DIR=<another directory>, without DATABASE_URL."
)
INCOMPLETE = (
    "An earlier start of the demo was interrupted and its people are incomplete.\n"
    "Delete its data directory and run `make demo` again."
)


def has_people() -> bool:
    """Return whether an earlier start made the people. False: there are no people. Raises CannotStart otherwise."""
    if not User.objects.exists():
        return False
    numbers = {person.phone_number for person in PEOPLE.values()}
    known = dict(User.objects.filter(phone_number__in=numbers).values_list("phone_number", "name"))
    if known.keys() != numbers:
        raise CannotStart(INCOMPLETE if PEOPLE[SHOWN].phone_number in known else FOREIGN)
    if not known[PEOPLE[SHOWN].phone_number]:
        raise CannotStart(INCOMPLETE)
    return True


def make_people() -> dict[str, UUID]:
    """Sign everybody up and return their ids by key. They have no names yet, and their devices are removed again."""
    ids = {}
    for key, person in PEOPLE.items():
        signed_in = sign_in(person.phone_number, "Demo", "other", "demo's people")
        services.revoke_device(signed_in.user.id, signed_in.device.id)
        ids[key] = signed_in.user.id
    return ids


def sign_in(phone_number: str, device_name: str, platform: str, address: str) -> SignedIn:
    """Ask for a code and answer with it. `address` counts for the limits. Raises `rate_limited`, `unavailable`."""
    challenge_id = services.request_code(phone_number, None, address).challenge_id
    return services.verify_code(challenge_id, otp.code_of(challenge_id), device_name, platform, address)


def introduce(ids: dict[str, UUID], now: datetime) -> None:
    """Give the people names and address books. The person of the link comes last: from then on the demo is complete."""
    services.save_last_seen({ids[key]: now - timedelta(minutes=one.seen_minutes_ago) for key, one in PEOPLE.items()})
    for key in sorted(PEOPLE, key=SHOWN.__eq__):
        if key != SHOWN:
            services.put_contact(ids[SHOWN], ids[key], "")
        person = PEOPLE[key]
        services.update_profile(ids[key], {"username": key, "name": person.name, "about": person.about})
