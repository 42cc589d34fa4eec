"""Where a run makes its directory."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.servers import new_var_dir


@pytest.fixture
def place() -> Iterator[Path]:
    """Where the run makes its directory."""
    directory = new_var_dir()
    yield directory
    shutil.rmtree(directory)
