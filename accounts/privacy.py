"""Who sees which part of a person: the one rule for profiles and presence."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Audience, Block, Contact, Privacy, User

# The parts whose audience a person chooses. Everyone sees the name and the username.
AUDIENCES = ("last_seen", "avatar", "about", "group_invites")
SETTINGS = (*AUDIENCES, "read_receipts")


def seen_by(viewer_id: UUID) -> QuerySet[User]:
    """Return all people, annotated with what `shows` needs for `viewer_id`. Costs no extra query."""
    return User.objects.select_related("privacy").annotate(
        has_viewer_as_contact=Exists(Contact.objects.filter(owner=OuterRef("id"), person=viewer_id)),
        blocks_viewer=Exists(Block.objects.filter(blocker=OuterRef("id"), blocked=viewer_id)),
    )


def shows(person: User, part: str, viewer_id: UUID) -> bool:
    """Return whether a person from `seen_by` shows one of AUDIENCES to the viewer.

    `contacts` are the people in the person's address book. A blocked viewer sees as much as with `nobody`, so that the
    viewer cannot know which of the two it is.
    """
    if person.id == viewer_id:
        return True
    if person.blocks_viewer:  # type: ignore[attr-defined]  # annotated by seen_by
        return False
    audience = getattr(settings_of(person), part)
    if audience == Audience.CONTACTS:
        return bool(person.has_viewer_as_contact)  # type: ignore[attr-defined]  # as above
    return bool(audience == Audience.EVERYONE)


def settings_of(person: User) -> Privacy:
    """Return a person's privacy settings; the defaults if there is no row."""
    return getattr(person, "privacy", None) or Privacy(user=person)
