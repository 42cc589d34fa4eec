"""Requests over HTTP share a few threads."""

import asyncio
import threading

from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.test.client import AsyncRequestFactory
from django.urls import path

from common.api import plain_problem
from common.bridge import RequestHandler
from tests.delivery.local import until

gate = threading.Event()


def which_thread(request: HttpRequest) -> HttpResponse:
    """Answer with the number of the thread, when the gate is open."""
    gate.wait(20)
    return HttpResponse(str(threading.get_ident()))


urlpatterns = [path("", which_thread)]


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[], REQUEST_THREADS=2, REQUEST_QUEUE_ITEMS=4)
async def test_requests_share_threads_and_those_beyond_the_queue_are_refused():
    handler = RequestHandler(plain_problem)
    began = [asyncio.create_task(handler.run_get_response(AsyncRequestFactory().get("/"))) for _ in range(8)]
    await until(lambda: sum(task.done() for task in began) == 2)
    gate.set()
    answers = await asyncio.gather(*began)
    assert [answer.status_code for answer in answers] == [200] * 6 + [503] * 2
    assert len({answer.content for answer in answers[:6] if isinstance(answer, HttpResponse)}) <= 2
