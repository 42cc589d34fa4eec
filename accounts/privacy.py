"""Who sees what of a person: the one rule behind profiles and presence."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Audience, Block, Contact, Privacy, User

# What a person decides the audience of; a name, a username and nothing else is seen by everyone.
AUDIENCES = ("last_seen", "avatar", "about", "group_invites")
SETTINGS = (*AUDIENCES, "read_receipts")


def seen_by(viewer_id: UUID) -> QuerySet[User]:
    """Return all people, with what `shows` needs to know of them and `viewer_id`. It costs no query of its own."""
    return User.objects.select_related("privacy").annotate(
        has_viewer_as_contact=Exists(Contact.objects.filter(owner=OuterRef("id"), person=viewer_id)),
        blocks_viewer=Exists(Block.objects.filter(blocker=OuterRef("id"), blocked=viewer_id)),
    )


def shows(person: User, part: str, viewer_id: UUID) -> bool:
    """Whether a person out of `seen_by` shows one of AUDIENCES to the viewer.

    `contacts` are those whom the person has in their address book. Whom they blocked gets what `nobody` would get, so
    that neither can be told from the other.
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
    """Return a person's privacy settings; the defaults where there is no row."""
    return getattr(person, "privacy", None) or Privacy(user=person)
