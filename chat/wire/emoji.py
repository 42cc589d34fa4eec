"""The emoji of reactions: one of Unicode's list, in one canonical form."""

from functools import cache

from emoji import EMOJI_DATA, STATUS

# U+FE0E asks for black text, U+FE0F for a picture. Devices send the same emoji with and without them.
_SELECTORS = str.maketrans("", "", "\ufe0e\ufe0f")


def canonical_emoji(text: str) -> str | None:
    """Return an emoji in the form that Unicode calls fully qualified; None for a text that is not one emoji."""
    return _canonical_forms().get(text.translate(_SELECTORS))


@cache
def _canonical_forms() -> dict[str, str]:
    """Return the canonical forms by the form without variation selectors."""
    canonical = {STATUS["fully_qualified"], STATUS["component"]}
    return {form.translate(_SELECTORS): form for form, facts in EMOJI_DATA.items() if facts["status"] in canonical}
