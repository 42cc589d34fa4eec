"""What the history notes of commands and of their answers."""

from ops.prove.reducer import Json


def about(message: Json, **more: object) -> Json:
    """Return what the history notes of a command on a message."""
    return {"message_id": message["id"], "client_message_id": message["client_message_id"], **more}


def sent(answer: Json) -> Json:
    """Return what the history notes of a sent message."""
    message = answer.get("message", answer)
    found = {
        "seq": message["seq"],
        "position": message["position"],
        "message_id": message["id"],
        "body": message["text"],
    }
    return found | ({"replay": not answer["created"]} if "created" in answer else {})


def position(answer: Json) -> Json:
    """Return at what position a change is."""
    return {"position": answer["position"]}


def page(answer: Json) -> Json:
    """Return what the history notes of a page."""
    rows = [[one["seq"], one["client_message_id"], one["text"]] for one in answer["results"]]
    return {"messages": rows, "newest": max((row[0] for row in rows), default=0)}


def nothing(_answer: Json) -> Json:
    """Return nothing."""
    return {}


def watermarks(answer: Json) -> Json:
    """Return what an answer says of one's own watermarks; the socket's says nothing."""
    return {name: answer[name] for name in ("delivered_seq", "read_seq") if name in answer}
