"""Which characters are visible, and which user names look alike."""

from time import process_time

import pytest

from common.text import BIDI_CONTROLS, has_bidi_controls, look, strip_invisible

INVISIBLE = (
    "\u0009\u0020\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u2000\u200a\u200b\u200c\u200d\u200e"
    "\u200f\u2028\u202f\u205f\u2060\u2061\u2064\u2065\u206a\u206f\u2800\u3000\u3164\ufe00\ufe0e\ufe0f\ufeff\uffa0\ufff0"
    "\U0001bca0\U0001d159\U0001d173\U00016fe4\U000e0001\U000e0020\U000e007f\U000e0100\U000e01ef"
)


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_an_invisible_character_is_no_text_and_is_stripped(character: str) -> None:
    assert strip_invisible(character) == ""
    assert strip_invisible(character * 3) == ""
    assert strip_invisible(f"{character}Ines Falk{character}") == "Ines Falk"
    assert strip_invisible(f" {character} Ines{character}Falk {character} ") == f"Ines{character}Falk"


@pytest.mark.parametrize("text", ["\u0301", "\u0301\u0302\u20dd", "\u200b\u0301\u200b", "\u0903", "\u3164\u0301"])
def test_only_combining_marks_are_no_text(text: str) -> None:
    assert strip_invisible(text) == ""


VISIBLE = (
    *("Zoë", "e\u0301", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩‍❤️‍💋‍👨", "葛\U000e0100", "\U0001fae9", "किम्", "עברית", "!", "\ue000"),
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
)


@pytest.mark.parametrize("name", VISIBLE)
def test_a_visible_name_stays_as_it_is(name: str) -> None:
    assert strip_invisible(name) == name
    assert strip_invisible(f"\u200b{name}\u200b") == name


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS), ids=lambda character: f"U+{ord(character):04X}")
def test_a_bidirectional_control_inside_a_name_is_found(control: str) -> None:
    assert has_bidi_controls(strip_invisible(f"Ines{control}Falk"))
    assert not has_bidi_controls("Ines Falk")


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS - set("\u061c\u200e\u200f")))
def test_a_control_that_reverses_text_is_not_stripped(control: str) -> None:
    assert has_bidi_controls(strip_invisible(f"{control}Ines"))
    assert has_bidi_controls(strip_invisible(f"Ines{control}"))


@pytest.mark.parametrize("username", ["support", "SUPPORT", "supp0rt", "Sup_port", "5upport", "supporT_", "__support"])
def test_confusable_user_names_look_alike(username: str) -> None:
    assert look(username) == look("support")


def test_other_user_names_look_different() -> None:
    assert len({look(name) for name in ("support", "supporter", "admin", "adrian", "help", "helen")}) == 6
    assert look("adrnin") == look("admin") == look("ADM1N")


@pytest.mark.parametrize("character", ["\U000e0041", "\u200b", "\ufe0f", "\u0301"])
def test_long_invisible_texts_take_no_long_time(character: str) -> None:
    began = process_time()
    assert strip_invisible("a" + character * 100_000)[0] == "a"
    assert strip_invisible(character * 100_000) == ""
    assert process_time() - began < 5
