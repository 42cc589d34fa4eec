"""What is reported about a history, and which files are no history."""

import orjson
import pytest

from ops.prove.history import History, UnreadableError
from ops.prove.report import as_json, readable
from ops.prove.shortest import LINES
from tests.ops.prove.story import good


def test_a_good_history_in_words_and_in_json(tmp_path):
    history = good().written(tmp_path)
    verdict = good().judged(tmp_path)
    report = readable(verdict, history)
    assert "P1   holds" in report
    assert "VIOLATED" not in report
    parsed = as_json(verdict, history)
    assert orjson.loads(orjson.dumps(parsed))["holds"] is True
    assert parsed["properties"]["P4"]["violations"] == 0
    assert parsed["loss_below"] == pytest.approx(0.6)


def test_a_lost_message_is_told_by_what_happened_to_it(tmp_path):
    story = good()
    story.truth["messages"] = [row for row in story.truth["messages"] if row[0] != 4]
    verdict = story.judged(tmp_path)
    parsed = as_json(verdict, History(tmp_path))["properties"]["P1"]
    assert parsed["violations"] == 1
    happened = [(event["event"], event.get("client")) for event in parsed["history"]]
    assert happened[:2] == [("fault", None), ("invoke", "b1")]
    assert ("unknown", "b1") in happened
    assert happened[-1] == ("ok", "b1")
    assert all(event.get("client_message_id", "m4") == "m4" for event in parsed["history"])
    assert "P1: " in readable(verdict, History(tmp_path))


def test_a_history_of_a_violation_is_short(tmp_path):
    story = good()
    for event in ("final", "fresh", "sql", "quiet"):
        story.drop(event)
    for version in range(2, 40):
        story.change("a1", 2, f"m2/{version}")
    story.end()
    story.truth["messages"][1][4] = "m2/7"
    parsed = as_json(story.judged(tmp_path), History(tmp_path))["properties"]["P1"]["history"]
    assert parsed[0]["event"] == "invoke"
    assert len([event for event in parsed if event["event"] not in {"fault", "drain"}]) == LINES


def test_what_a_killed_process_had_not_written_whole_does_not_count(tmp_path):
    history = good().written(tmp_path)
    with (tmp_path / "a1.jsonl").open("ab") as file:
        file.write(b'{"at":99')
    assert good().judged(tmp_path).holds
    assert len(list(history.events())) == len(good().events)


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b'{"at":1,"event":"sea"}',
        b'{"event":"quiet"}',
        b'{"at":1,"event":"see","client":"a1"}',
        b'{"at":1,"event":"invoke","client":"a1","person":"alice","op":1,"what":"send"}',
        b'{"at":1,"event":"ok","client":"a1","op":12345}',
        b'{"at":1,"event":"invoke","client":"a1","person":"alice","op":1,"what":"edit","client_message_id":"x","body":"y"}',
    ],
)
def test_a_line_that_is_none_is_no_violation_but_an_error(line: bytes, tmp_path):
    story = good()
    story.written(tmp_path)
    (tmp_path / "broken.jsonl").write_bytes(line + b"\n")
    with pytest.raises(UnreadableError):
        judge_again(tmp_path)


def judge_again(directory):
    from ops.prove.checks import judge

    return judge(History(directory))


def test_a_file_that_goes_back_in_time_is_an_error(tmp_path):
    (tmp_path / "one.jsonl").write_bytes(b'{"at":2,"event":"quiet"}\n{"at":1,"event":"quiet"}\n')
    with pytest.raises(UnreadableError, match="earlier"):
        list(History(tmp_path).events())


def test_a_history_without_an_end_is_an_error(tmp_path):
    story = good()
    story.drop("sql")
    with pytest.raises(UnreadableError, match="no end"):
        story.judged(tmp_path)


def test_no_history_is_an_error(tmp_path):
    with pytest.raises(UnreadableError):
        History(tmp_path)


def test_a_run_in_which_nothing_happened_does_not_hold(tmp_path):
    (tmp_path / "director.jsonl").write_bytes(b'{"at":1,"event":"sql","conversations":{}}\n')
    verdict = judge_again(tmp_path)
    assert not verdict.findings.found
    assert not verdict.holds
    assert "not tried" in readable(verdict, History(tmp_path))
