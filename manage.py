#!/usr/bin/env python3
"""The command line of Parley: every management command starts here."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["serve"]:
        # Before anything of Django: importing daphne would install the default event loop's reactor.
        from config.server.reactor import install_reactor

        install_reactor()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
