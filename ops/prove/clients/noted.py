"""What the history contains about commands and their answers."""

from ops.prove.reducer import Json


def about(message: Json, **more: object) -> Json:
    """Return what the history contains about a command on a message."""
    return {"message_id": message["id"], "client_message_id": message["client_message_id"], **more}


def sent(answer: Json) -> Json:
    """Return what the history contains about a sent message."""
    message = answer.get("message", answer)
    found = {
        "seq": message["seq"],
        "position": message["position"],
        "message_id": message["id"],
        "body": message["text"],
    }
    return found | ({"replay": not answer["created"]} if "created" in answer else {})


def position(answer: Json) -> Json:
    """Return the position of a change."""
    return {"position": answer["position"]}


def page(answer: Json) -> Json:
    """Return what the history contains about a page."""
    rows = [[one["seq"], one["client_message_id"], one["text"]] for one in answer["results"]]
    return {"messages": rows, "newest": max((row[0] for row in rows), default=0)}


def nothing(_answer: Json) -> Json:
    """Return nothing."""
    return {}


def watermarks(answer: Json) -> Json:
    """Return this person's own watermarks from an answer. The socket's answer has none."""
    return {name: answer[name] for name in ("delivered_seq", "read_seq") if name in answer}
