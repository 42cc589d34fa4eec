"""The store's SQL, in numbered files that migrations run and that never change after a release."""

from pathlib import Path


def read(name: str) -> str:
    """Return the text of one file of this folder."""
    return (Path(__file__).parent / name).read_text()
