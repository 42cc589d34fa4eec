"""The REST edge of conversations and messages: parse, one call, answer."""
