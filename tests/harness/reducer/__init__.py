"""A reference client: what it holds of its conversations, and how updates, /sync and /changes move that."""

from tests.harness.reducer.account import Account
from tests.harness.reducer.followers import Follower, SyncFollower
from tests.harness.reducer.fresh import differences, fetch
from tests.harness.reducer.same_state import SameState, agree
from tests.harness.reducer.socket_follower import SocketFollower
from tests.harness.reducer.ticks import Ticks

__all__ = [
    "Account",
    "Follower",
    "SameState",
    "SocketFollower",
    "SyncFollower",
    "Ticks",
    "agree",
    "differences",
    "fetch",
]
