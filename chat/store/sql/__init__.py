"""The store's SQL: numbered files that migrations run. After a release only their comments may change."""

from pathlib import Path


def read(name: str) -> str:
    """Return the text of one file of this folder."""
    return (Path(__file__).parent / name).read_text()
