"""A web process of which something is replaced, in that process itself: the product has no setting for it."""

import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def serve(patch: Callable[[], None]) -> None:
    """Set Django up, patch, and serve as manage.py does."""
    from config.server.reactor import install_reactor

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    install_reactor()
    import django

    django.setup()
    patch()
    sys.argv = [str(ROOT / "manage.py"), "serve"]
    runpy.run_path(sys.argv[0], run_name="__main__")
