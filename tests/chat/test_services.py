"""Each service and selector has one colour, and this table says which."""

import inspect
from types import ModuleType

import pytest

import accounts.services
import chat.selectors
import chat.services

ASYNC = {
    chat.services: {"ack", "forward_message", "read", "send_message", "publish_typing"},
    chat.selectors: {
        "changes",
        "conversation",
        "conversation_page",
        "message",
        "message_page",
        "pins",
        "reactions",
        "receipts",
        "sync",
        "unread_count",
        "votes",
    },
    accounts.services: set(),
}
SYNC = {
    chat.services: {
        "append_in_transaction",
        "close_poll",
        "delete_draft",
        "delete_message",
        "draft_json",
        "edit_message",
        "hide_message",
        "open_direct",
        "pin_message",
        "put_draft",
        "react",
        "set_conversation_settings",
        "vote",
    },
    chat.selectors: {"conversation_now"},
    accounts.services: {
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
    },
}


def functions(package: ModuleType) -> dict[str, bool]:
    """Return the public functions of a package, and whether each is async."""
    public = {name: getattr(package, name) for name in package.__all__}
    return {
        name: inspect.iscoroutinefunction(inspect.unwrap(value))
        for name, value in public.items()
        if not inspect.isclass(value)
    }


@pytest.mark.parametrize("package", ASYNC, ids=lambda package: package.__name__)
def test_every_service_is_sync_or_async_as_its_package_says(package: ModuleType) -> None:
    expected = dict.fromkeys(ASYNC[package], True) | dict.fromkeys(SYNC[package], False)
    assert functions(package) == expected


@pytest.mark.parametrize("package", ASYNC, ids=lambda package: package.__name__)
def test_what_a_package_defines_in_public_is_in_its_list(package: ModuleType) -> None:
    offered = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and (inspect.isfunction(value) or inspect.isclass(value))
    }
    assert offered == set(package.__all__)
