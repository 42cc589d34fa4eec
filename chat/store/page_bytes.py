"""Pages that end early when their messages are large: the SQL that stops, and the cut behind it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar


class Sized(Protocol):
    """A row with the bytes of its JSON."""

    @property
    def size_bytes(self) -> int:
        """The bytes of the row's JSON."""


class PageSize(NamedTuple):
    """How many rows a page has at most, and how many bytes their JSON."""

    items: int
    bytes: int


S = TypeVar("S", bound=Sized)


def within_bytes(columns: str, found: str, order: str) -> str:
    """Return a query for the rows of `found` up to %(most_bytes)s bytes of their column `message`, with size_bytes.

    The first row that does not fit is among them, so that `fitting` can say that something is missing.
    """
    return f"""
    SELECT {columns}, size_bytes FROM (
      SELECT {columns}, octet_length(message) AS size_bytes, row_number() OVER ordered AS number,
             sum(octet_length(message)) OVER ordered AS total_bytes
        FROM ({found}) found WINDOW ordered AS (ORDER BY {order} ROWS UNBOUNDED PRECEDING)) counted
     WHERE total_bytes - size_bytes <= %(most_bytes)s::bigint OR number <= 2"""


def fitting(rows: Sequence[S], size: PageSize) -> list[S]:
    """Return the first rows that fit into a page; at least one, if there is any."""
    size_bytes = 0
    for number, row in enumerate(rows[: size.items]):
        size_bytes += row.size_bytes
        if size_bytes > size.bytes and number:
            return list(rows[:number])
    return list(rows[: size.items])
