"""The REST edge of groups: parse, one call, answer."""
