"""Records of libraries that carry people's data: the data is removed before the records are formatted."""

import logging

from django.http import HttpRequest
from typing_extensions import override

from config.http.requests import route_of
from config.logs.errors import named


class WithoutPayload(logging.Filter):
    """Lets every record pass, without the texts of exceptions, the paths of requests, and the arguments of tasks."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "asyncio":
            # The lines after the first show the task, and with it the exception's text.
            record.msg, record.args = record.getMessage().partition("\n")[0], ()
        elif isinstance(record.args, dict) and "exc" in record.args:
            # Celery's record of a task that failed or is tried again. `exc` is the repr of the exception.
            record.args = record.args | {"exc": str(record.args["exc"]).partition("(")[0]}
        elif isinstance(record.args, tuple):
            record.args = tuple(named(one) if isinstance(one, BaseException) else one for one in record.args)
            request = getattr(record, "request", None)
            if isinstance(request, HttpRequest) and record.args[-1:] == (escaped(request.path),):
                record.args = (*record.args[:-1], route_of(request))
        return True


def escaped(path: str) -> str:
    """Return a path as Django logs it."""
    return path.encode("unicode_escape").decode("ascii")
