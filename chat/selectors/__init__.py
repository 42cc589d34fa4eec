"""Every read of chat."""

from chat.selectors.conversations import conversation, conversation_now, conversation_page, unread_count
from chat.selectors.messages import changes, message_page
from chat.selectors.one import message, pins, reactions, receipts, votes
from chat.selectors.sync import sync

__all__ = [
    "changes",
    "conversation",
    "conversation_now",
    "conversation_page",
    "message",
    "message_page",
    "pins",
    "reactions",
    "receipts",
    "sync",
    "unread_count",
    "votes",
]
