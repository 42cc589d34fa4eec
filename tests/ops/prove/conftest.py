"""The directory of a run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.servers import new_var_dir


@pytest.fixture
def place() -> Iterator[Path]:
    """The directory in which the run makes its own."""
    directory = new_var_dir()
    yield directory
    shutil.rmtree(directory)
