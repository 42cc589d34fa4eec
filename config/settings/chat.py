"""Limits of conversations and of the send path."""

from config.settings.environment import env

MESSAGE_TEXT_CHARACTERS = env.int("MESSAGE_TEXT_CHARACTERS", 4096)
MESSAGE_ENTITIES = env.int("MESSAGE_ENTITIES", 100)
MESSAGE_ENTITY_BYTES = env.int("MESSAGE_ENTITY_BYTES", 16 * 1024)
# Every change of a message sends all kinds of its reactions to everybody in the conversation.
REACTIONS_PER_PERSON = env.int("REACTIONS_PER_PERSON", 3)
REACTION_KINDS = env.int("REACTION_KINDS", 20)
MESSAGE_MENTIONS = env.int("MESSAGE_MENTIONS", 50)
FORWARD_CONVERSATIONS = env.int("FORWARD_CONVERSATIONS", 20)
EDIT_WINDOW_SECONDS = env.int("EDIT_WINDOW_SECONDS", 48 * 3600)
MESSAGE_MEDIA_COUNT = env.int("MESSAGE_MEDIA_COUNT", 10)
CONVERSATION_PINS = env.int("CONVERSATION_PINS", 200)
# All drafts of a person together. The list of conversations contains them.
DRAFTS_BYTES = env.int("DRAFTS_BYTES", 1024 * 1024)
GROUP_MEMBERS = env.int("GROUP_MEMBERS", 1024)
# How many usable invite links a group may have, how many with those that expired or are used up but were not revoked,
# and after how long a refused person may ask to join again.
GROUP_INVITE_LINKS = env.int("GROUP_INVITE_LINKS", 20)
GROUP_INVITE_LINKS_LISTED = env.int("GROUP_INVITE_LINKS_LISTED", 200)
GROUP_REQUEST_AGAIN_SECONDS = env.int("GROUP_REQUEST_AGAIN_SECONDS", 24 * 3600)
# A group with more members than this gets receipts only as its two minima, at most once in so many seconds.
LARGE_GROUP_MEMBERS = env.int("LARGE_GROUP_MEMBERS", 32)
LARGE_GROUP_RECEIPT_SECONDS = env.float("LARGE_GROUP_RECEIPT_SECONDS", 1.0)
# The pause after a batch with receipts of several people. Nobody waits for a tick, and all receipts that come during
# the pause share one commit.
RECEIPTS_REST_MS = env.int("RECEIPTS_REST_MS", 10)
# How long a batch of receipts waits for a locked row before it goes on without that conversation, and after how many
# seconds groups are looked at again whose batch failed or whose row was locked.
RECEIPTS_LOCK_TIMEOUT_MS = env.int("RECEIPTS_LOCK_TIMEOUT_MS", 100)
RECEIPTS_RETRY_SECONDS = env.float("RECEIPTS_RETRY_SECONDS", 1.0)
# The sweep repairs groups whose minima a killed process did not raise: how often it runs, how many groups it takes in
# one transaction, and how many transactions a worker that has just started looks back.
RECEIPTS_SWEEP_SECONDS = env.float("RECEIPTS_SWEEP_SECONDS", 60.0)
RECEIPTS_SWEEP_GROUPS = env.int("RECEIPTS_SWEEP_GROUPS", 200)
RECEIPTS_SWEEP_XIDS = env.int("RECEIPTS_SWEEP_XIDS", 100_000)
# The history of when members of groups got and read messages: how many days it is kept, with one table per day, and how
# many days ahead the tables are made.
RECEIPT_HISTORY_DAYS = env.int("RECEIPT_HISTORY_DAYS", 30)
RECEIPT_HISTORY_DAYS_AHEAD = env.int("RECEIPT_HISTORY_DAYS_AHEAD", 7)

# How far ahead of the clock in microseconds a draft's version may be, in seconds. Versions may count, or be a time in
# milliseconds or microseconds. Without a bound, one huge version would refuse all later drafts for ever.
DRAFT_VERSION_AHEAD_SECONDS = env.int("DRAFT_VERSION_AHEAD_SECONDS", 24 * 3600)

# The writer: how many messages may wait for a commit in one process, and how many go into one batch.
WRITER_QUEUE_ITEMS = env.int("WRITER_QUEUE_ITEMS", 10_000)
WRITER_BATCH_ITEMS = env.int("WRITER_BATCH_ITEMS", 200)
WRITER_LOCK_TIMEOUT_MS = env.int("WRITER_LOCK_TIMEOUT_MS", 100)
# How long a message or a receipt of a locked conversation may wait beside the batches before it is answered with
# `busy`; for how many conversations at the same time this is possible, and for how many items of each.
WRITER_SIDE_LOCK_TIMEOUT_SECONDS = env.int("WRITER_SIDE_LOCK_TIMEOUT_SECONDS", 5)
WRITER_SIDE_CONVERSATIONS = env.int("WRITER_SIDE_CONVERSATIONS", 1_000)
WRITER_SIDE_ITEMS = env.int("WRITER_SIDE_ITEMS", 1_000)

# A page of messages ends at so many bytes.
PAGE_BYTES = env.int("PAGE_BYTES", 2 * 1024 * 1024)
# A page of /sync ends at so many conversations or so many bytes. A page of changes ends at so many bytes, too.
SYNC_CONVERSATIONS = env.int("SYNC_CONVERSATIONS", 100)
SYNC_BYTES = env.int("SYNC_BYTES", 1024 * 1024)
SYNC_WAIT_SECONDS = env.int("SYNC_WAIT_SECONDS", 25)
# How many long polls may wait in one process, and how many of one person. More are answered at once.
SYNC_WAITING = env.int("SYNC_WAITING", 5_000)
SYNC_WAITING_PER_PERSON = env.int("SYNC_WAITING_PER_PERSON", 20)
# How many pages of messages, changes, conversations or /sync are read at a time for one person in one process, and for
# one socket. The others wait.
HEAVY_READS = env.int("HEAVY_READS", 2)
# A client that is further behind than this many changes drops its window and loads the newest page.
CHANGES_RESET_AFTER = env.int("CHANGES_RESET_AFTER", 10_000)

# The feed. FEED_CONSUMERS: the dotted paths of the consumers (chat.feed.consumers.Consumer). The clock starts a pass
# every FEED_SECONDS, a publish starts one at once, but at most every FEED_TRIGGER_SECONDS in one process.
FEED_CONSUMERS = env.list("FEED_CONSUMERS", default=[])
FEED_SECONDS = env.float("FEED_SECONDS", 5.0)
FEED_TRIGGER_SECONDS = env.float("FEED_TRIGGER_SECONDS", 0.2)
# One page of a consumer is one transaction: so many conversations at most, and so many changes of each. A task that has
# run for FEED_TASK_SECONDS leaves the rest to the next one.
FEED_PAGE_CONVERSATIONS = env.int("FEED_PAGE_CONVERSATIONS", 50)
FEED_PAGE_CHANGES = env.int("FEED_PAGE_CHANGES", 100)
FEED_TASK_SECONDS = env.float("FEED_TASK_SECONDS", 20.0)
