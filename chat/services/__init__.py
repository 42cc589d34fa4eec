"""Every write of chat. docs/architecture.md lists which of them are async; a test checks the list."""

from chat.services.changes import delete_message, edit_message, hide_message, pin_message, react
from chat.services.conversations import open_direct
from chat.services.forwarding import forward_message
from chat.services.messages import Sent, append_in_transaction, send_message
from chat.services.own_state import delete_draft, draft_json, put_draft, set_conversation_settings
from chat.services.polls import close_poll, vote
from chat.services.receipts import ack, read
from chat.services.typing import publish_typing

__all__ = [
    "Sent",
    "ack",
    "append_in_transaction",
    "close_poll",
    "delete_draft",
    "delete_message",
    "draft_json",
    "edit_message",
    "forward_message",
    "hide_message",
    "open_direct",
    "pin_message",
    "publish_typing",
    "put_draft",
    "react",
    "read",
    "send_message",
    "set_conversation_settings",
    "vote",
]
