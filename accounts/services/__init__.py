"""Every write on people, codes, devices, privacy and the address book. All synchronous."""

from accounts.services.address_book import block, delete_contact, put_contact, unblock
from accounts.services.codes import Requested, clear_spent_challenges, request_code, requeue_unsent_codes, send_code
from accounts.services.devices import revoke_device, revoke_other_devices
from accounts.services.last_seen import save_last_seen
from accounts.services.people import resume, suspend, update_profile
from accounts.services.privacy import update_privacy
from accounts.services.sessions import Refreshed, authenticate, refresh
from accounts.services.signing_in import SignedIn, verify_code

__all__ = [
    "Refreshed",
    "Requested",
    "SignedIn",
    "authenticate",
    "block",
    "clear_spent_challenges",
    "delete_contact",
    "put_contact",
    "refresh",
    "request_code",
    "requeue_unsent_codes",
    "resume",
    "revoke_device",
    "revoke_other_devices",
    "save_last_seen",
    "send_code",
    "suspend",
    "unblock",
    "update_privacy",
    "update_profile",
    "verify_code",
]
