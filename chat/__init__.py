"""Conversations, messages, receipts, sync, and the WebSocket edge."""
