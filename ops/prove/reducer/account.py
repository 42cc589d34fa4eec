"""Everything that one client holds: its conversations and the parts of its account."""

from typing import Any
from uuid import UUID

from ops.prove.reducer.window import Json, Window

# These fields change whenever a device is used, so they are not compared.
USE = ("last_active_at", "current")


class Account:
    """The state of one person's client. `unknown`: conversations that an update named and that are not loaded."""

    def __init__(self, me: UUID) -> None:
        self.me = str(me)
        self.windows: dict[str, Window] = {}
        self.parts: dict[str, Any] = {}
        self.unknown: set[str] = set()
        # outdated: the account changed in a way that only /sync reports. missed: any update may have been missed.
        self.outdated = self.missed = False

    def take_update(self, update: Json) -> None:
        """Apply one update. Updates about the presence of others change nothing here."""
        name = update["update"]
        self.outdated |= name == "account"
        self.missed |= name == "resync"
        if "conversation_id" not in update or name == "typing":
            return
        window = self.windows.get(update["conversation_id"])
        if window is None:
            self.unknown.add(update["conversation_id"])
        elif name == "change":
            window.take_change(update)
        elif name == "mine":
            window.take_my(update["my"])
            window.hide(update.get("hidden_message_ids") or [])
        elif name == "receipt":
            self.take_receipt(window, update)
        elif name == "head":
            window.raise_receipts(update["receipts"])
            window.head = max(window.head, update["position"])

    def take_receipt(self, window: Window, receipt: Json) -> None:
        """Take the watermarks of one member, or the lowest ones of a group."""
        if receipt.get("user_id") is None:
            window.reached(receipt["delivered_to_all_seq"], receipt["read_by_all_seq"])
            return
        seqs = {name: receipt[name] for name in ("delivered_seq", "read_seq")}
        own = receipt["user_id"] == self.me
        if own:
            window.raise_own(seqs)
        if window.shared["kind"] == "direct" and (not own or window.shared["participant_count"] == 1):
            window.reached(**seqs)

    def take_account(self, parts: Json) -> None:
        """Take the changed parts of the account; each part comes whole."""
        hidden = parts.get("hidden_message_ids", [])
        for window in self.windows.values():
            window.hide(hidden)
        self.parts |= shown_parts(parts)

    def view(self) -> Json:
        """Return everything that is held: the account, and each conversation by its id."""
        return {"account": self.parts} | {one: window.view() for one, window in self.windows.items()}


def shown_parts(parts: Json) -> Json:
    """Return the parts of an account that are compared, in the form in which they are compared."""
    shown = {name: part for name, part in parts.items() if name != "hidden_message_ids"}
    if "devices" in shown:
        cards = [{name: value for name, value in device.items() if name not in USE} for device in shown["devices"]]
        shown["devices"] = cards
    return shown
