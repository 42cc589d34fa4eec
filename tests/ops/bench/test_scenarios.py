"""Every scenario, played small: all figures exist and are plausible, and nothing is lost."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx2
import pytest

from ops.stage.stage import stage, start
from ops.supervisor.commands import ROOT

Figures = dict[str, Any]
Play = Callable[[str, float, int], Figures]


@pytest.fixture(scope="module")
def playing() -> Iterator[dict[str, str]]:
    """The environment of the stage that scenarios share; each has its own people."""
    with stage("daphne", 2) as environment:
        yield environment


@pytest.fixture
def play(playing: dict[str, str]) -> Play:
    """Return a function that plays a scenario on the shared stage."""

    def play_one(scenario: str, seconds: float, size: int) -> Figures:
        command = [sys.executable, "-m", "ops.bench.generator", scenario, str(seconds), str(size)]
        generator = start("generator", command, playing, stdout=subprocess.PIPE)
        output, _ = generator.communicate(timeout=100)
        assert generator.returncode == 0
        figures: Figures = json.loads(output)
        return figures

    return play_one


def bench(*arguments: str) -> tuple[dict[str, Any], str]:
    """Run the command; return its result and its log."""
    command = [sys.executable, str(ROOT / "manage.py"), "bench", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def flat(figures: Figures, path: str = "") -> dict[str, float]:
    """Return all numbers, each under the path of its names."""
    found: dict[str, float] = {}
    for name, value in figures.items():
        found |= flat(value, f"{path}{name}/") if isinstance(value, dict) else {path + name: value}
    return found


def check(figures: Figures) -> dict[str, float]:
    """Check what is true of all figures; return them as one flat mapping."""
    numbers = flat(figures)
    assert {name: value for name, value in numbers.items() if value < 0} == {}
    assert {name: value for name, value in numbers.items() if name.endswith(("lost", "refused")) and value} == {}
    assert {name: value for name, value in numbers.items() if name.endswith("per second") and not value} == {}
    for name in [name.removesuffix("p50") for name in numbers if name.endswith("p50")]:
        marks = [numbers[name + mark] for mark in ("p50", "p95", "p99", "max")]
        assert marks[0] > 0
        assert marks == sorted(marks)
    return numbers


def test_the_floor_is_above_everything_else(play: Play):
    numbers = check(play("floor", 0.4, 0))
    assert numbers["echoes on 20 sockets/per second"] > 100
    assert numbers["durable rows on 20 connections/per second"] > 100


@pytest.mark.parametrize(("scenario", "at_least"), [("s1", 5), ("s2", 20), ("s2-each", 20)])
def test_every_message_arrives(play: Play, scenario: str, at_least: int):
    numbers = check(play(scenario, 0.5, 0))
    assert numbers["lost"] == numbers["refused"] == 0
    assert numbers["acked"] >= at_least
    assert numbers["milliseconds to receipt/p50"] < 1000
    assert numbers["processor seconds per 1,000/server"] > 0


def test_every_member_gets_every_message(play: Play):
    numbers = check(play("s3", 0.5, 0))
    assert numbers["five a second/lost"] == numbers["eight on the way/lost"] == 0
    assert numbers["eight on the way/acked"] > 8
    assert numbers["five a second/milliseconds to the last member/p50"] < 1000


def test_idle_sockets_are_counted(play: Play):
    figures = play("s4", 0.5, 30)
    assert figures["sockets"] == 30
    assert abs(figures["kilobytes each"]) < 1000


def test_what_was_missed_is_fetched(play: Play):
    numbers = check(play("s5", 0.5, 0))
    assert numbers["messages"] == 500
    assert numbers["milliseconds/p50"] < 5000


def test_a_large_group_is_read_and_grows(play: Play):
    numbers = check(play("large-group", 0.3, 40))
    assert numbers["members"] == 400
    for reading in ("members, first page", "receipts, from the middle", "conversation, all unread"):
        assert numbers[f"{reading}/times"] > 0
    assert numbers["others/milliseconds of an addition/p50"] > 0


def test_who_is_cut_comes_back_and_has_everything(play: Play):
    numbers = check(play("cut", 1, 30))
    assert (numbers["sockets"], numbers["web processes"]) == (30, 2)
    assert numbers["not in sync"] == numbers["failed"] == 0
    # Each client connects, signs in, syncs, and pulls at least the messages sent to its groups before it could be back.
    assert numbers["asked"] > 4 * 30
    assert 0 < numbers["milliseconds until in sync/max"] < 60_000
    assert 2 < numbers["database connections/most"] <= numbers["database connections/documented"] == 50


def test_slow_readers_get_what_they_left_unread(play: Play):
    numbers = check(play("slow-readers", 1.5, 40))
    assert numbers["slow"] == 2
    assert numbers["missed"] > 2 * 100
    assert numbers["failed"] == 0
    assert numbers["megabytes/before"] <= numbers["megabytes/meanwhile"] + 1
    assert 0 < numbers["milliseconds until in sync/p50"] < 60_000
    assert numbers["p99 as a ratio"] > 0


def test_a_crowd_connects_and_stays_without_redis(play: Play, playing: dict[str, str]):
    """The last one on the shared stage, because it stops its Redis."""
    numbers = check(play("s6", 0.3, 30))
    assert numbers["sockets"] == 30
    assert numbers["lost"] == numbers["refused"] == 0
    assert 0 < numbers["megabytes/before"] <= numbers["megabytes/peak"] < 1000
    assert numbers["one poll/milliseconds/p50"] < 1000
    for name in ("with Redis", "without Redis"):
        assert numbers[f"processor seconds a minute/{name}/server"] < 60
    ready = httpx2.get(f"http://127.0.0.1:{playing['BENCH_PORT']}/readyz", trust_env=False).json()
    assert ready == {"status": "ready", "degraded": ["redis"]}


def test_growth_under_uvicorn_is_told_and_drawn(tmp_path: Path):
    drawing = tmp_path / "growth.svg"
    arguments = ["--scenario", "growth", "--size", "100", "--seconds", "0.2", "--plot", str(drawing)]
    result, _ = bench("--asgi-server", "uvicorn", *arguments)
    assert result["asgi_server"] == "uvicorn"
    numbers = check(result["figures"])
    for place in ("messages/100", "messages/10000", "members/2", "members/100"):
        for action in ("page of 50", "sync, nothing new", "50 changes", "send"):
            assert numbers[f"{place}/{action}/times"] > 0
            assert numbers[f"{place}/{action}/refused"] == 0
            assert numbers[f"{place}/{action}/milliseconds/p50"] < 1000
    for action in ("list of conversations", "page of 50"):
        assert numbers[f"messages after leaving/10000/{action}/refused"] == 0
        assert numbers[f"messages after leaving/10000/{action}/milliseconds/p50"] < 1000
    texts = [node.text for node in ET.fromstring(drawing.read_text()).iter() if node.tag.endswith("text")]  # noqa: S314 - ours
    assert {"send", "page of 50", "10,000", "Members of the group"} <= set(texts)


def test_lists_are_measured_beside_others_and_the_rounds_are_put_together():
    result, _ = bench(
        "--scenario", "lists", "--conversations", "1200", "--messages", "15", "--rounds", "2", "--repetitions", "20"
    )
    assert (result["scenario"], len(result["rounds"])) == ("lists", 2)
    for figures in (*result["rounds"], result["figures"]):
        assert figures["messages"] == 18_000
        assert len(figures["milliseconds"]) == 6
        assert all(0 < took["median"] <= took["p99"] < 1000 for took in figures["milliseconds"].values())
    first, second, both = [flat(one) for one in (*result["rounds"], result["figures"])]
    assert both == {name: round((first[name] + second[name]) / 2, 3) for name in both}
