"""manage.py schema: write the documents of the API into docs/schema, or check that they are current."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from config.schema.openapi import openapi_document
from config.schema.socket import socket_document

FOLDER: Path = settings.BASE_DIR / "docs" / "schema"


def documents() -> dict[str, bytes]:
    """Return the current content of the files, by name."""
    made = {"openapi.json": openapi_document(), "socket.json": socket_document()}
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return {name: orjson.dumps(document, option=options) for name, document in made.items()}


class Command(BaseCommand):
    """Writes or checks both documents."""

    help = "Write docs/schema/openapi.json and socket.json."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, and fail if a file is outdated")

    @override
    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        FOLDER.mkdir(exist_ok=True)
        for name, content in documents().items():
            file = FOLDER / name
            if file.exists() and file.read_bytes() == content:
                continue
            if check:
                raise CommandError(f"docs/schema/{name} is outdated; `manage.py schema` updates it")
            file.write_bytes(content)
            self.stdout.write(f"wrote docs/schema/{name}: {len(content)} bytes")
