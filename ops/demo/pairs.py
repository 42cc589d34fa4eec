"""The direct conversations of the demo's people."""

from ops.demo.script import Line, Talk

PAIRS = (
    Talk(
        "noor marek",
        pinned=True,
        lines=(
            Line("marek", "They moved the pontoon. We board from the north side now.", "2d 07:50"),
            Line("noor", "Thank you, I would have stood there waving."),
            Line("marek", "You did that last year, too.", reactions={"😅": "noor"}),
            Line(
                "marek",
                "The 18:40 runs again, they fixed the ramp.",
                "33m",
                before="The 18:20 runs again, they fixed the ramp.",
            ),
            Line("noor", "See you at the ferry, then", reactions={"👍": "marek"}),
        ),
    ),
    Talk(
        "jonas noor",
        unread={"jonas": 1},
        lines=(
            Line("jonas", "Can you look at the budget before Thursday?", "1d 11:20"),
            Line("jonas", "https://example.org/harbour/budget-2026"),
            Line(
                "noor",
                "I have read all of it, with a cup of tea, twice.\n\n"
                "Three things. The timber is right, but the price is from March and the yard has raised it since, so I "
                "would add eight per cent and be glad if it is less. The insurance covers the hull, not the trailer: "
                "either we add the trailer, or we write down that Marek drives it and nobody else does. And the line "
                "“various” has grown to the third largest of the whole sheet, which is what my grandmother called a "
                "curtain.\n\nApart from that it is the first budget of ours that adds up.",
                "1d 21:04",
                answers=0,
            ),
            Line("jonas", "A curtain 😂", "1d 21:30", reactions={"😂": "noor"}),
            Line("jonas", "I open it tomorrow, promise."),
            Line("noor", "Done, two small remarks in the sheet. Good work, you.", "96m"),
        ),
    ),
    Talk(
        "amal noor",
        unread={"noor": 1},
        lines=(
            Line("noor", "صباح الخير أمل، وصلت العلبة؟", "1d 08:15"),
            Line("amal", "صباح النور! وصلت، شكراً 🌿", reactions={"❤️": "noor"}),
            Line("noor", "عظيم. هل نلتقي هذا الأسبوع؟"),
            Line("amal", "شاي في الخامسة؟", "55m"),
        ),
    ),
    Talk(
        "dmytro noor",
        unread={"noor": 2},
        lines=(
            Line("dmytro", "Привіт! Чи можна позичити дриль на вихідні?", "1d 18:30"),
            Line("noor", "Of course. Дриль лежить на полиці, справа.", answers=0),
            Line("dmytro", "Дякую! Повернув на місце, зарядив.", "21m"),
            Line("dmytro", "Ще залишив варення 🫙"),
        ),
    ),
    Talk(
        "sunniva noor",
        draft="I can bring the long one if",
        lines=(
            Line("sunniva", "The lamps for the boathouse came. They are enormous.", "2d 15:10"),
            Line("noor", "How enormous?"),
            Line("sunniva", "Lighthouse.", reactions={"💡": "noor"}),
            Line("sunniva", "Do we need a ladder on Friday?", "1d 17:45"),
        ),
    ),
    Talk(
        "yuki noor",
        lines=(
            Line("yuki", "Tadaima! Back in Göteborg until March.", "4d 21:00"),
            Line("noor", "Okaeri! Dinner on Sunday?", reactions={"🍜": "yuki"}),
            Line("yuki", "Sunday is good. At seven?", answers=1),
            Line("noor", "Seven it is. Bring nothing but the stories."),
            Line("yuki", "That was wonderful. Gochisōsama deshita 🙏", "2d 23:10"),
            Line("noor", "😊"),
        ),
    ),
    Talk(
        "camille noor",
        unread={"camille": 1},
        lines=(
            Line("camille", "Tu as encore ma partition de Poulenc ?", "3d 12:02"),
            Line("noor", "Oui, sur le piano. Je te l'apporte mardi."),
            Line("camille", "Celle avec les taches de café, j'espère.", deleted=True),
            Line("camille", "Merci ! Elle a des souvenirs dans les marges.", reactions={"🎼": "noor"}),
            Line("noor", "Et du café.", "3d 12:20"),
        ),
    ),
    Talk(
        "ruth noor",
        lines=(
            Line("ruth", "The gate code is in the shed. Not on the door of the shed. In it.", "5d 19:00"),
            Line("noor", "So to open the gate I climb over the gate?"),
            Line("ruth", "Your uncle did it for thirty years."),
            Line("noor", "That was the whole story, honestly", "5d 19:30", reactions={"❤️": "ruth"}),
        ),
    ),
    Talk(
        "noor",
        lines=(
            Line("noor", "Ferry: 07:10, 08:25, 16:15, 18:40", "4d 07:00"),
            Line("noor", "Size of the rudder pins: 9 mm, not 10", "1d 13:00"),
        ),
    ),
)
