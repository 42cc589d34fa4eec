"""Every read of chat."""

from chat.selectors.conversations import conversation, conversation_page, unread_count
from chat.selectors.messages import changes, message_page
from chat.selectors.one import message, pins, reactions, receipts

__all__ = [
    "changes",
    "conversation",
    "conversation_page",
    "message",
    "message_page",
    "pins",
    "reactions",
    "receipts",
    "unread_count",
]
