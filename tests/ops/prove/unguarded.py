"""prove_delivery with web processes that lack a guard: `python tests/ops/prove/unguarded.py NAME ARGUMENT…`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))


def main(guard: str, *arguments: str) -> None:
    """Run the command. All its web processes lack the guard, also those with a fail point."""
    from django.core.management import execute_from_command_line

    from ops.prove.faults.fail_points import wrapped
    from ops.supervisor import commands

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    commands.web = lambda: wrapped(f"without:{guard}")
    execute_from_command_line(["manage.py", "prove_delivery", *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
