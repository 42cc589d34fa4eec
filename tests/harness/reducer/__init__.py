"""Reference clients of tests: they keep the reducer's state over the sockets and the REST of the harness."""

from tests.harness.reducer.followers import Follower, SyncFollower
from tests.harness.reducer.fresh import fetch
from tests.harness.reducer.same_state import SameState, agree
from tests.harness.reducer.socket_follower import SocketFollower

__all__ = ["Follower", "SameState", "SocketFollower", "SyncFollower", "agree", "fetch"]
