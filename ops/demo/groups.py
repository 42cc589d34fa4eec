"""The conversations in the demo's groups."""

from ops.demo.script import Line, Talk

HARBOUR = Talk(
    "noor ines ruth marek amal",
    title="Harbour build",
    description="The hull, the slip and who brings what",
    unread={"noor": 2, "ruth": 4},
    pinned=True,
    lines=(
        Line("noor", "Everyone is in. This is the place for the hull, the old thread can rest.", "3d 17:05"),
        Line("ruth", "Finally 🎉", reactions={"🎉": "ines amal"}),
        Line(
            "ruth",
            "The slip is booked from six on Friday, so the hull has to be dry by then.",
            "2d 08:12",
            pinned=True,
        ),
        Line(
            "ruth",
            "Paint is in the shed. Two coats, not three.",
            reactions={"👍": "noor ines amal", "🎨": "marek"},
        ),
        Line("noor", "Understood. I will sand the stern tonight so that it can breathe until Thursday.", answers=3),
        Line("marek", "I can take the keel. My shift ends at two.", "2d 12:40", reactions={"❤️": "noor"}),
        Line(
            "ines",
            "Somebody took the good brushes home. I name no names, but they smell of @marek.",
            reactions={"😂": "noor ruth amal"},
        ),
        Line("marek", "They are soaking! I wrote it on the board.", "2d 13:31", answers=6),
        Line("noor", "The moisture meter gave this: 14.2 %", "1d 19:22"),
        Line("amal", "Was that the left one?", deleted=True),
        Line("amal", "Is that good?"),
        Line("ines", "Below 15 is fine, the tin says so: https://example.org/paint/two-part-primer#drying", answers=8),
        Line("amal", "Then I bring cake on Friday, not towels 🍰", reactions={"🍰": "noor ines marek"}),
        Line("ines", "@noor can you bring the heat gun? Mine tripped the fuse twice.", "14m"),
        Line("ines", "No hurry, I am here until six."),
    ),
)

CHOIR = Talk(
    "camille noor sunniva priya jonas yuki",
    title="Tuesday choir",
    description="Rehearsals at seven, the church side door",
    unread={"noor": 6, "jonas": 3},
    muted_days=30,
    lines=(
        Line("camille", "New season, new folder. Please bring a pencil, a real one.", "6d 10:00"),
        Line("jonas", "Mine is older than the church.", reactions={"😄": "camille sunniva"}),
        Line("camille", "Rehearsal moves to the side door, the main one is being painted.", "4d 18:02", pinned=True),
        Line("noor", "I will be ten minutes late, the ferry.", "4d 18:20", reactions={"👍": "camille"}),
        Line("priya", "Does anybody have the alto line of the second piece as a recording?", "1d 09:41"),
        Line("yuki", "I can play it tonight and send it.", answers=4, reactions={"🙏": "priya camille"}),
        Line("sunniva", "Yes please, I only hear the tenors in my head.", "1d 09:58"),
        Line("camille", "The tenors are flattered."),
        Line("jonas", "We are.", reactions={"😂": "camille priya sunniva yuki"}),
        Line("camille", "Bars 40 to 56 again on Tuesday, slowly. Then tea.", "1d 20:15"),
        Line("yuki", "The tea is mine to bring, the good one from home 🍵", reactions={"🍵": "camille jonas"}),
    ),
)

HOUSE = Talk(
    "priya noor chidi dmytro",
    title="Kanalgatan 12",
    description="Stairs, bins, parcels",
    lines=(
        Line("priya", "The lift is out again. The company says Thursday, which Thursday it does not say.", "5d 08:30"),
        Line("chidi", "I carried a sofa past the third floor at midnight. Sorry to everyone who heard me think."),
        Line("dmytro", "It was quite a good song", reactions={"😂": "priya noor chidi"}),
        Line(
            "noor",
            "Somebody left a parcel for Okafor with me.",
            "2d 16:10",
            before="Somebody left a parcel for Ofakor with me.",
        ),
        Line("chidi", "Mine! I am on nights, may I ring at seven?", answers=3),
        Line("noor", "Ring at seven, there will be coffee ☕", reactions={"❤️": "chidi"}),
        Line("priya", "The lift works. Nobody touch anything.", "48m", reactions={"🤞": "noor dmytro"}),
        Line("dmytro", "👏"),
    ),
)

GROUPS = (HARBOUR, CHOIR, HOUSE)
