"""Every read of chat."""

from chat.selectors.conversations import conversation, conversation_page
from chat.selectors.messages import changes, message_page

__all__ = ["changes", "conversation", "conversation_page", "message_page"]
