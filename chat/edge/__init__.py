"""The edges in front of Django: the consumer of /ws/messages and the one of /sync."""
