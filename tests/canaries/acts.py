"""What happens in the scene: in each act something is said that somebody near by may not see."""

import secrets

from chat.models import Conversation
from common.bridge import in_thread
from groups.models import Group
from tests.canaries.scene import NAMES, Json, Scene
from tests.harness.people import new_phone_number

GROUP = "alice bob late returning"
EVERYBODY = f"{GROUP} former"


async def play(scene: Scene) -> None:
    """Play all acts. Whatever a person is told last is in `scene.last`."""
    await profiles(scene)
    for name in ("blocker", "former"):
        # A place where they may forward to.
        await scene.say(name, name, "Note")
    source = await between_two(scene)
    await withheld(scene, source)
    await withheld_from_the_first_word(scene)
    await links(scene)
    group_id, missed = await early_in_the_group(scene)
    await secret_link(scene, group_id)
    plan, gone, asked = await before_one_leaves(scene, group_id, missed)
    await after_one_left(scene, group_id, plan, gone, asked)
    await scene.forward("alice", source, group_id)
    token = scene.canary("last of the group", GROUP)
    await scene.say("bob", group_id, token)
    scene.last |= dict.fromkeys(GROUP.split(), token)


async def profiles(scene: Scene) -> None:
    """What people say of themselves, to some; and the numbers, which they tell nobody."""
    for name in NAMES:
        # Without the +, which a URL would write otherwise.
        scene.canary(f"number of {name}", name, "", token=scene.people[name].phone_number[1:])
    about = scene.canary("about, for contacts", "alice bob", "")
    await scene.call("alice", "PATCH", "/users/me", about=about)
    await scene.call("alice", "PATCH", "/users/me/privacy", about="contacts")
    alias = scene.canary("alias", "alice", "")
    await scene.call("alice", "PUT", f"/contacts/{scene.id_of('bob')}", alias=alias)


async def between_two(scene: Scene) -> Json:
    """Alice and bob: deleted, edited, hidden, drafted. Return a message to forward."""
    both = "alice bob"
    source = await scene.say("alice", "bob", scene.canary("forwarded", GROUP))
    deleted = await scene.say("alice", "bob", scene.canary("deleted", "", both))
    await scene.say("bob", "alice", "Deleted?", reply_to_seq=deleted["seq"])
    await scene.call("alice", "DELETE", f"/messages/{deleted['id']}?for=everyone")
    edited = await scene.say("alice", "bob", scene.canary("before an edit", "", both))
    await scene.call("alice", "PATCH", f"/messages/{edited['id']}", text=scene.canary("after an edit", both))
    hidden = await scene.say("alice", "bob", scene.canary("hidden for bob", "", both))
    await scene.call("bob", "DELETE", f"/messages/{hidden['id']}?for=me")
    await scene.say("alice", "bob", "Hidden?", reply_to_seq=hidden["seq"])
    text = scene.canary("hidden, then edited", "alice")
    await scene.call("alice", "PATCH", f"/messages/{hidden['id']}", text=text)
    for content in cards(scene, "of two", both):
        await scene.say("alice", "bob", **content)
    for name in ("alice", "bob"):
        path = f"/conversations/{source['conversation_id']}/draft"
        await scene.call(name, "PUT", path, text=scene.canary(f"draft of {name}", name), version=1)
    return source


def cards(scene: Scene, when: str, walk: str) -> list[Json]:
    """Return a place and a person's card, with canaries for the same people."""
    number = new_phone_number()
    card = {"name": scene.canary(f"card {when}", walk), "phone_number": number}
    scene.canary(f"number on a card {when}", walk, token=number[1:])
    place = {"latitude": 1.5, "longitude": 2.5, "name": scene.canary(f"place {when}", walk)}
    return [{"kind": "location", "location": place}, {"kind": "contact", "contact": card}]


def poll(scene: Scene, when: str, walk: str, live: str | None = None) -> Json:
    """Return a poll; question and option are canaries for the same people."""
    texts = [scene.canary(f"{part} {when}", walk, live) for part in ("question", "option")]
    return {"kind": "poll", "poll": {"question": texts[0], "options": [texts[1], "No"], "anonymous": False}}


async def withheld(scene: Scene, source: Json) -> None:
    """Alice goes on after she was blocked."""
    before = await scene.say("alice", "blocker", scene.canary("before the block", "blocker", "alice blocker"))
    await scene.say("blocker", "alice", "Stop it")
    await scene.call("blocker", "PUT", f"/blocks/{scene.id_of('alice')}")
    others = " ".join(name for name in NAMES if name != "alice")
    edit = scene.canary("an edit after the block", "alice")
    await scene.call("alice", "PATCH", f"/messages/{before['id']}", text=edit)
    about = scene.canary("about of who blocks", others, "")
    scene.usernames.append(f"user{secrets.token_hex(6)}")
    await scene.call("blocker", "PATCH", "/users/me", about=about, username=scene.usernames[0])
    message = await scene.say("alice", "blocker", scene.canary("withheld, edited away", "", "alice"))
    await scene.call("alice", "PATCH", f"/messages/{message['id']}", text=scene.canary("withheld", "alice"))
    await scene.say("alice", "blocker", scene.canary("withheld reply", "alice"), reply_to_seq=message["seq"])
    for content in [*cards(scene, "withheld", "alice"), poll(scene, "withheld", "alice")]:
        await scene.say("alice", "blocker", **content)
    url, language = f"https://{scene.canary('withheld link', 'alice')}.example", scene.canary("language", "alice")
    parts = [{"type": "link", "url": url}, {"type": "pre", "language": language}]
    await scene.say("alice", "blocker", "Look", entities=[{"offset": 0, "length": 4} | part for part in parts])
    deleted = await scene.say("alice", "blocker", scene.canary("withheld, deleted", "", "alice"))
    await scene.call("alice", "DELETE", f"/messages/{deleted['id']}?for=everyone")
    await scene.forward("alice", source, before["conversation_id"])
    draft = scene.canary("draft for who blocks", "alice")
    await scene.call("alice", "PUT", f"/conversations/{before['conversation_id']}/draft", text=draft, version=1)
    # Who blocks somebody writes nothing to them, so the end is a note.
    scene.last["blocker"] = scene.canary("last to who blocks", "blocker")
    await scene.say("blocker", "blocker", scene.last["blocker"])


async def withheld_from_the_first_word(scene: Scene) -> None:
    """Alice begins with somebody who blocks her and then no longer does."""
    block = f"/blocks/{scene.id_of('alice')}"
    await scene.call("pardoner", "PUT", block)
    message = await scene.say("alice", "pardoner", scene.canary("withheld beginning", "", "alice"))
    await scene.call("pardoner", "DELETE", block)
    path = f"/messages/{message['id']}"
    await scene.call("alice", "PUT", f"{path}/pin")
    await scene.call("alice", "PUT", f"{path}/reactions/👍")
    await scene.call("alice", "PATCH", path, text=scene.canary("withheld, edited after", "alice"))
    scene.last["pardoner"] = scene.canary("after the block", "alice pardoner")
    await scene.say("alice", "pardoner", scene.last["pardoner"], reply_to_seq=message["seq"])


async def links(scene: Scene) -> None:
    """A group everybody has the link to, and one that waits for somebody to be let in."""
    everybody = " ".join(NAMES)
    group = await scene.call(
        "blocker", "POST", "/groups", name=scene.canary("name to who has a link", everybody, "blocker")
    )
    description = scene.canary("description to who has a link", everybody, "blocker")
    settings = {"join_approval": True}
    await scene.call("blocker", "PATCH", f"/groups/{group['id']}", description=description, settings=settings)
    link = await scene.call("blocker", "POST", f"/groups/{group['id']}/invite_links")
    scene.tokens.append(link["token"])


async def secret_link(scene: Scene, group_id: str) -> None:
    """Alice makes a link and passes it on to nobody: members, former ones and strangers learn of none."""
    link = await scene.call("alice", "POST", f"/groups/{group_id}/invite_links")
    scene.link_ids.append(link["id"])
    scene.canary("token of a secret link", "alice", "", token=link["token"])


async def early_in_the_group(scene: Scene) -> tuple[str, Json]:
    """One goes and comes back, another joins; return the group, and a message that both have missed."""
    title = scene.canary("title", "alice bob former returning", EVERYBODY)
    description = scene.canary("description", GROUP, "")
    members = [scene.id_of(name) for name in ("bob", "former", "returning")]
    group = await scene.call("alice", "POST", "/groups", name=title, description=description, member_ids=members)
    group_id: str = group["id"]
    scene.group_ids.append(group_id)
    # No request can set it yet.
    settings = {"history_for_new_members": "from_joining"}
    assert await in_thread(lambda: Group.objects.filter(conversation_id=group_id).update(**settings)) == 1
    first = await scene.say("alice", group_id, scene.canary("first", "alice bob former returning"))
    await scene.call("alice", "DELETE", f"/groups/{group_id}/members/{scene.id_of('returning')}")
    missed = await scene.say("alice", group_id, scene.canary("while one was away", "", "alice bob former"))
    await scene.call("alice", "PUT", f"/messages/{missed['id']}/pin")
    for content in cards(scene, "while one was away", "alice bob former"):
        await scene.say("bob", group_id, **content)
    await scene.call("alice", "POST", f"/groups/{group_id}/members", user_ids=[scene.id_of("returning")])
    text = scene.canary("quotes what one missed", "alice bob former returning")
    await scene.say("bob", group_id, text, reply_to_seq=missed["seq"])
    await scene.call("alice", "POST", f"/groups/{group_id}/members", user_ids=[scene.id_of("late")])
    for quoted in (first, missed):
        text = scene.canary(f"quotes early words, {quoted['seq']}", EVERYBODY)
        await scene.say("bob", group_id, text, reply_to_seq=quoted["seq"])
    return group_id, missed


async def before_one_leaves(scene: Scene, group_id: str, missed: Json) -> tuple[Json, Json, Json]:
    """Return what will be edited, what will be deleted, and a poll that goes on, after somebody left."""
    text = scene.canary("what was missed, edited", "alice bob former")
    await scene.call("alice", "PATCH", f"/messages/{missed['id']}", text=text)
    plan = await scene.say("alice", group_id, scene.canary("plan A", "", EVERYBODY))
    for name in ("bob", "former"):
        text = scene.canary(f"{name} quotes the plan", EVERYBODY)
        await scene.say(name, group_id, text, reply_to_seq=plan["seq"])
    gone = await scene.say("alice", group_id, scene.canary("deleted after one left", "", EVERYBODY))
    asked = await scene.say("alice", group_id, **poll(scene, "voted on after one left", GROUP, EVERYBODY))
    await scene.say("bob", group_id, scene.canary("kept", EVERYBODY))
    draft = scene.canary("draft in the group", "bob")
    await scene.call("bob", "PUT", f"/conversations/{group_id}/draft", text=draft, version=1)
    await scene.call("alice", "DELETE", f"/groups/{group_id}/members/{scene.id_of('former')}")
    return plan, gone, asked


async def after_one_left(scene: Scene, group_id: str, plan: Json, gone: Json, asked: Json) -> None:
    """What is none of a former member's business."""
    await scene.call("alice", "PATCH", f"/messages/{plan['id']}", text=scene.canary("plan B", GROUP))
    await scene.call("alice", "PUT", f"/messages/{plan['id']}/pin")
    await scene.call("alice", "DELETE", f"/messages/{gone['id']}?for=everyone")
    await scene.call("bob", "PUT", f"/messages/{asked['id']}/votes", option_ids=[1])
    await scene.say("alice", group_id, scene.canary("after one left", GROUP), reply_to_seq=plan["seq"])
    for content in cards(scene, "after one left", GROUP):
        await scene.say("bob", group_id, **content)
    title = scene.canary("new title", GROUP, "")
    # No request can set it yet.
    assert await in_thread(lambda: Conversation.objects.filter(id=group_id).update(title=title)) == 1
