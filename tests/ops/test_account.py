"""Started by root, Parley runs as a user without rights."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.supervisor.account import Account, server_account
from ops.supervisor.children import Child
from tests.harness.servers import new_var_dir


@pytest.fixture
def var_dir() -> Iterator[Path]:
    made = new_var_dir()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def account(var_dir: Path) -> Account:
    """The user of the servers; our own where we are not root."""
    return server_account(var_dir / "postgres") or Account(os.geteuid(), os.getegid())


def test_a_child_runs_as_its_account(var_dir: Path, account: Account):
    child = Child("sleeping", ["sleep", "60"], var_dir)
    child.account = account if os.geteuid() == 0 else None
    child.start()
    try:
        assert child.process is not None
        status = Path(f"/proc/{child.process.pid}/status").read_text()
        assert f"Uid:\t{account.uid}\t{account.uid}\t{account.uid}\t{account.uid}\n" in status
    finally:
        child.kill_group()
        child.wait_stopped(5)


def test_an_account_cannot_run_what_it_may_not_read(var_dir: Path, account: Account):
    program = var_dir / "others" / "program"
    program.parent.mkdir(mode=0o700)
    program.symlink_to("/bin/true")
    assert account.can_run("true")
    assert not account.can_run("false")
    assert account.can_run(str(program)) is (os.geteuid() != 0)


def test_what_children_write_belongs_to_their_account(var_dir: Path, account: Account):
    (var_dir / "dev").mkdir()
    (var_dir / "dev" / "secret_key").touch()
    account.own_all(var_dir / "dev")
    assert {path.stat().st_uid for path in (var_dir / "dev", var_dir / "dev" / "secret_key")} == {account.uid}
