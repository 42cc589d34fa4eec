#!/usr/bin/env python3
"""The command line of Parley: every management command starts here."""

import gc
import os
import sys


def main() -> None:
    """Run one management command."""
    if sys.version_info < (3, 11):  # noqa: UP036  # older versions fail later with an unclear error
        sys.exit(f"Parley needs Python 3.11 or later; this is {sys.version.split()[0]}. `make setup` looks for one.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Imports make many objects that stay and hardly any garbage. Collecting meanwhile took a third of the start.
    gc.disable()
    if sys.argv[1:2] == ["serve"]:
        # Before Django is imported, because importing daphne would install the reactor of the default event loop.
        from config.server.reactor import install_reactor

        install_reactor()
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        django.setup()
        gc.freeze()
        gc.enable()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The settings do not work: {error}")


if __name__ == "__main__":
    main()
