"""How long it took until a part was back in service."""

import pytest

from ops.prove.report import as_json, readable
from tests.ops.prove.story import PEOPLE, Story, good


def test_a_process_is_back_when_it_is_ready(tmp_path):
    story = good()
    for name, seconds in (("web", 1.5), ("worker", 4.0), ("web", 2.5)):
        story.tell("fault", name=name, phase="begin", details={})
        story.tell("fault", name=name, phase="end", details={"ready_seconds": seconds})
    verdict = story.judged(tmp_path)
    assert (verdict.recovery["web"], verdict.recovery["worker"]) == ([1.5, 2.5], [4.0])
    history = story.written(tmp_path)
    assert as_json(verdict, history)["recovery_seconds"]["worker"] == [4.0]
    assert "web, median 2.0 s of 2" in readable(verdict, history)


def came_back(name: str, **details: float) -> Story:
    """A server comes back; 1 s later live delivery works from one process, 2 s after that from the other."""
    story = Story()
    for client, person in PEOPLE.items():
        story.tell("connected", client=client, person=person, web=int(client == "a1"), socket=f"{client}/1")
    before = story.ask_to_send("a1", "m1", web=1)
    story.tell("fault", name=name, phase="begin", details={})
    story.tell("fault", name=name, phase="end", details=details)
    story.sent("a1", before, "m1")
    story.wait(1)
    story.send("a1", "m2", web=1)
    story.wait(2)
    story.send("b1", "m3")
    story.tell("faults_over")
    story.end()
    return story


@pytest.mark.parametrize(("name", "part"), [("valkey", "valkey"), ("valkey_away", "valkey"), ("postgres", "postgres")])
def test_live_delivery_is_back_when_it_works_in_every_direction(tmp_path, name, part):
    recovery = came_back(name).judged(tmp_path).recovery
    assert recovery.pop(f"live_after_{part}") == [pytest.approx(3, abs=0.1)]
    assert list(recovery.values()) == [[], [], []]


def test_postgres_answers_before_the_fault_is_said_to_be_over(tmp_path):
    assert came_back("postgres", answering_seconds=0.5).judged(tmp_path).recovery["live_after_postgres"] == [
        pytest.approx(3.5, abs=0.1)
    ]


def test_a_page_is_no_live_delivery(tmp_path):
    story = came_back("valkey")
    for event in story.events:
        if event["event"] == "see" and event["client_message_id"] == "m3":
            event["via"] = "page"
    assert story.judged(tmp_path).recovery["live_after_valkey"] == []


@pytest.mark.parametrize("absent", [("a1",), ("a2", "b1", "c1")])
def test_the_time_without_anybody_to_send_or_to_receive_does_not_count(tmp_path, absent):
    story = came_back("valkey")
    at = next(number for number, event in enumerate(story.events) if event.get("client_message_id") == "m3")
    for event, moment in (("gone", 1_900_000_000), ("connected", 400_000_000)):
        for client in absent:
            fields = {"client": client, "person": PEOPLE[client], "web": int(client == "a1"), "socket": f"{client}/2"}
            story.events.insert(at, {"at": story.events[at]["at"] - moment, "event": event} | fields)
            at += 1
    assert story.judged(tmp_path).recovery["live_after_valkey"] == [pytest.approx(1.5, abs=0.1)]
