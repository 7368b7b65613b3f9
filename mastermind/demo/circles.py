"""The communities of the demo world."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Circle:
    """A community, by its address, and the handles of its people; `managers` says whose line manager is who."""

    slug: str
    kind: str
    name: str
    about: str
    organisers: tuple[str, ...]
    members: tuple[str, ...]
    managers: Mapping[str, str] = field(default_factory=dict)


CIRCLES = [
    Circle(
        "atlantic-makers-guild",
        "association",
        "Atlantic Makers Guild",
        "Workshops and studios from Galway to Agadir. We buy clay together, and we think together.",
        ("rania",),
        (
            *("ines", "leila", "tomasz", "henrik", "amara", "noor", "rosa", "samuel", "farid", "meiling", "oisin"),
            *("jonas", "wanjiru", "duarte", "benedita", "joaquim", "noa", "tane", "sunita", "mateo"),
        ),
    ),
    Circle(
        "tally-lane",
        "employer",
        "Tally Lane",
        "Our people meet their peers here. The company sees that groups meet, never what they say.",
        ("priya",),
        ("dev", "mei", "luc", "aoife"),
        {"dev": "priya", "mei": "priya", "luc": "priya", "aoife": "priya"},
    ),
]
