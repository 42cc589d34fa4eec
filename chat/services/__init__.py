"""Every write of chat. Which of them are async is told in docs/architecture.md and checked by a test."""

from chat.services.conversations import open_direct
from chat.services.messages import Sent, append_in_transaction, send_message
from chat.services.receipts import ack

__all__ = ["Sent", "ack", "append_in_transaction", "open_direct", "send_message"]
