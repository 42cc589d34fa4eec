"""The shapes of polls on the wire. A new poll is part of a message's content."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from common.parsing import AtMost, Integer, Shape


class PollOption(Shape):
    """One option of a poll and the number of people who chose it; `mine` is absent in updates."""

    id: int
    text: str
    count: int
    mine: bool | None = None


class Poll(Shape):
    """A poll. voters: the number of people who voted. closed: by a person, or because closes_at has passed."""

    question: str
    options: list[PollOption]
    multiple: bool
    anonymous: bool
    closes_at: str | None
    voters: int
    closed: bool


def _each_once(ids: list[int]) -> list[int]:
    if len(set(ids)) < len(ids):
        raise PydanticCustomError("wrong_value", "must have each option at most once")
    return ids


class Vote(Shape):
    """The options one chooses; they replace one's earlier vote. An empty list takes the vote back."""

    option_ids: Annotated[
        list[Annotated[Integer, Field(ge=0)]], Field(max_length=12), AtMost(12), AfterValidator(_each_once)
    ]


class VoteOf(Shape):
    """The options one person chose, and when."""

    user_id: UUID
    option_ids: list[int]
    voted_at: str


class VotePage(Shape):
    """A page of votes, by person."""

    results: list[VoteOf]
    next: str | None
