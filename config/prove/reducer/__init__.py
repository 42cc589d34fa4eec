"""The documented reducer: what a client holds of its conversations, and how updates, /sync and /changes move that."""

from config.prove.reducer.account import Account
from config.prove.reducer.differences import differences
from config.prove.reducer.ticks import Ticks
from config.prove.reducer.window import Json, Window

__all__ = ["Account", "Json", "Ticks", "Window", "differences"]
