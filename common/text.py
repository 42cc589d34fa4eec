"""Which characters of a text are visible, and which names look alike."""

import unicodedata

# Blank letters and symbols: Hangul fillers, an empty Braille cell, a musical null note.
_BLANK = set("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
# Marks stand at the edges of honest names. The other controls reverse or isolate the text around them.
BIDI_MARKS = "\u061c\u200e\u200f"
# The tags after it say whose flag it is.
FLAG = "\U0001f3f4"
BIDI_CONTROLS = set(BIDI_MARKS + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = {"Cc", "Zs", "Zl", "Zp"}
# What confusable characters of a user name look like. Pairs come first.
_ALIKE = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"),
          ("8", "b"), ("_", ""))  # fmt: skip


def strip_invisible(text: str) -> str:
    """Return a text without the invisible characters at its start and its end; "" if it has no others.

    Combining marks at the start are stripped too, because they would combine with whatever stands before the text.
    Bidirectional controls other than marks stay, for a check that refuses them.
    """
    start, end = 0, len(text)
    while start < end and (_is_invisible(text[start]) or unicodedata.category(text[start])[0] == "M"):
        start += 1
    while end > start and _is_invisible(text[end - 1]) and not _is_variant(text, end - 1):
        before_tags = end
        while before_tags > start and "\U000e0020" <= text[before_tags - 1] <= "\U000e007f":
            before_tags -= 1
        if before_tags < end and text[before_tags - 1] == FLAG:
            break
        end = min(before_tags, end - 1)
    return text[start:end]


def has_bidi_controls(text: str) -> bool:
    """Return whether a text contains a character that changes the direction of the text around it."""
    return not BIDI_CONTROLS.isdisjoint(text)


def look(username: str) -> str:
    """Return what a user name looks like; names that people confuse give the same."""
    seen = username.lower()
    for characters, alike in _ALIKE:
        seen = seen.replace(characters, alike)
    return seen


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in BIDI_CONTROLS or character in BIDI_MARKS
    return category in _SPACES or character in _BLANK or _is_selector(character) or _is_ignorable(character)


def _is_selector(character: str) -> bool:
    # Variation selectors: the common ones, the supplement, and the Mongolian ones.
    ranges = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"), ("\u180b", "\u180d"), ("\u180f", "\u180f"))
    return any(first <= character <= last for first, last in ranges)


def _is_ignorable(character: str) -> bool:
    # The combining grapheme joiner, inherent vowels of Khmer and a filler of Khitan; and reserved characters that
    # Unicode promises to keep invisible.
    return (
        character in "\u034f\u17b4\u17b5\u2065\U00016fe4"
        or "\ufff0" <= character <= "\ufff8"
        or "\U000e0000" <= character <= "\U000e0fff"
    )


def _is_variant(text: str, place: int) -> bool:
    """Return whether a variation selector belongs to the character before it."""
    if place == 0 or not _is_selector(text[place]):
        return False
    before = unicodedata.category(text[place - 1])
    return before[0] in "SP" if text[place] in "\ufe0e\ufe0f" else before == "Lo"
