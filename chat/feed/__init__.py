"""The feed: every committed change, at least once and in order per conversation, for what must happen after a commit.

A consumer is a `Consumer` that FEED_CONSUMERS names. docs/architecture.md explains how it gets its changes.
"""
