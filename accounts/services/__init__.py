"""Every write on people, codes and devices. All synchronous."""

from accounts.services.codes import Requested, clear_spent_challenges, request_code, requeue_unsent_codes, send_code
from accounts.services.devices import revoke_device, revoke_other_devices
from accounts.services.people import resume, suspend, update_profile
from accounts.services.sessions import Refreshed, authenticate, refresh
from accounts.services.signing_in import SignedIn, verify_code

__all__ = [
    "Refreshed",
    "Requested",
    "SignedIn",
    "authenticate",
    "clear_spent_challenges",
    "refresh",
    "request_code",
    "requeue_unsent_codes",
    "resume",
    "revoke_device",
    "revoke_other_devices",
    "send_code",
    "suspend",
    "update_profile",
    "verify_code",
]
