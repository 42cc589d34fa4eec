"""The documented reducer: what a client holds of its conversations, and how updates, /sync and /changes change that."""

from ops.prove.reducer.account import Account
from ops.prove.reducer.differences import differences
from ops.prove.reducer.ticks import Ticks
from ops.prove.reducer.window import Json, Window

__all__ = ["Account", "Json", "Ticks", "Window", "differences"]
