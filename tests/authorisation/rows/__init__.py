"""The matrix of the REST API."""

from tests.authorisation.rows import conversations, groups, messages, people, signing_in

ROWS = [*signing_in.ROWS, *people.ROWS, *conversations.ROWS, *messages.ROWS, *groups.ROWS]
