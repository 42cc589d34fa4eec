"""The demo's people."""

from ops.demo.script import Person

# The person whom the demo's link signs in.
SHOWN = "noor"

PEOPLE: dict[str, Person] = {
    "noor": Person("+46701740605", "Noor Sandvik", "Wooden boats, wet dogs", 3),
    "ines": Person("+491713920017", "Ines Falk", "On the slip until six", 4),
    "ruth": Person("+12025550143", "Ruth Vance", "Call me, I do not read long ones", 190),
    "marek": Person("+491713920046", "Marek Oduya", "18:40 ferry, always", 26),
    "amal": Person("+61491570156", "Amal Khoury", "شاي؟", 52),
    "jonas": Person("+46701740633", "Jonas Pereira", "Budgets and bicycles", 95),
    "sunniva": Person("+46701740641", "Sunniva Lindqvist", "", 1500),
    "camille": Person("+491713920071", "Camille Roux", "Alto, second row", 310),
    "priya": Person("+61491570157", "Priya Raman", "Third floor, the plants are mine", 12),
    "chidi": Person("+12025550178", "Chidi Okafor", "Night shifts this week", 640),
    "yuki": Person("+61491570158", "Yuki Tanabe", "Osaka ⇄ Göteborg", 75),
    "dmytro": Person("+46701740658", "Дмитро Коваленко", "", 8),
}
