"""The round table: where the chairs of a group stand in a drawing.

One drawing tells capacity, attendance, presence and whose turn it is. This module only measures: from a list of
`Chair` it makes a `Drawing` whose numbers are strings ready for SVG attributes (so that no locale puts a comma in
them). Seat *i* of *n* stands at −90° + *i* × 360° / *n*: the first at the top, the others clockwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Literal

from django.utils.functional import Promise

Answer = Literal["yes", "maybe", "no", ""]
Turn = Literal["now", "next", ""]

CHAIR_AWAY = 7  # from the seat's edge to its chair, and how far a chair is pushed back by a no
CHAIR_HALF = 64  # degrees: a chair is an arc of 128°
BEAM_HALF = 15  # degrees: the beam is a sector of 30°
BEAM_OVER = 24  # how far the beam reaches beyond the seat
MIXED = (1, 3, 6, 2, 4, 7, 5, 8)  # seat colours of drawings without people: neighbours differ clearly


@dataclass(frozen=True)
class Chair:
    """One place at the table and how it stands. `number` is the seat colour, 1 to 8, in joining order.

    `answer` is what somebody said to a meeting, `turn` whose hot seat it is, `vacant` a free place (its `name` and
    `sub` say who is wanted), `here`, `speaking` and `hand` how a live meeting stands, `bare` a chair without anybody.
    """

    number: int
    initials: str
    name: str | Promise = ""
    sub: str | Promise = ""
    answer: Answer = ""
    turn: Turn = ""
    vacant: bool = False
    here: bool = False
    speaking: bool = False
    hand: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Frame:
    """The measures of a drawing: its box, the middle and size of the table, the ring of seats, one seat."""

    width: float
    height: float
    x: float
    y: float
    table: float
    ring: float
    seat: float = 28

    @property
    def rim(self) -> float:
        return self.table - 9

    @property
    def beam(self) -> float:
        return self.ring + self.seat + BEAM_OVER


@dataclass(frozen=True)
class Place:
    """A chair with its place in the drawing."""

    chair: Chair
    x: str
    y: str
    back: str
    beam: str
    name_y: str
    sub_y: str
    hand_x: str
    hand_y: str
    palm_x: str
    palm_y: str

    @property
    def seat(self) -> int:
        return seat_colour(self.chair.number)


@dataclass(frozen=True)
class Drawing:
    """All a template needs to draw the table."""

    box: str
    x: str
    y: str
    table: str
    rim: str
    seat: str
    reach: str
    centre_y: str
    caption_y: str
    places: tuple[Place, ...]


def seat_colour(number: int) -> int:
    """The colour of a joining number: 1 to 8, then 1 again; 0 for nobody."""
    return (number - 1) % 8 + 1 if number > 0 else 0


def figure(number: float) -> str:
    """A number for an SVG attribute: one decimal at most, always a point, never minus nothing."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def frame(count: int, *, names: bool = False) -> Frame:
    """The measures for so many seats. Two sit left and right; tables with more than the drawn kinds grow."""
    if count == 2:
        return Frame(320, 175 if names else 150, 160, 75, 58, 112, 34)
    if not names:
        more = 14 * max(count - 10, 0)
        return Frame(360 + 2 * more, 360 + 2 * more, 180 + more, 180 + more, 90 + more, 140 + more)
    if count < 8:
        return Frame(460, 470, 230, 243, 101, 152)
    more = 16 * (count - 8)
    return Frame(490 + 2 * more, 510 + 2 * more, 245 + more, 263 + more, 114 + more, 168 + more)


def angle(index: int, count: int) -> float:
    """Where a seat stands, in degrees clockwise from three o'clock."""
    return 180 + 180 * index if count == 2 else -90 + index * 360 / count


def point(x: float, y: float, radius: float, degree: float) -> tuple[float, float]:
    """The point on a circle at an angle."""
    return x + radius * cos(radians(degree)), y + radius * sin(radians(degree))


def chair_arc(x: float, y: float, radius: float, degree: float) -> str:
    """A chair: an arc of 128° around the outer side of a seat."""
    x1, y1 = point(x, y, radius, degree - CHAIR_HALF)
    x2, y2 = point(x, y, radius, degree + CHAIR_HALF)
    return f"M{figure(x1)} {figure(y1)}A{figure(radius)} {figure(radius)} 0 0 1 {figure(x2)} {figure(y2)}"


def beam(shape: Frame, degree: float, *, from_rim: bool = False) -> str:
    """The lamp's sector of 30°, from the middle, or from the rim where words stand in the middle."""
    x1, y1 = point(shape.x, shape.y, shape.beam, degree - BEAM_HALF)
    x2, y2 = point(shape.x, shape.y, shape.beam, degree + BEAM_HALF)
    inner, half = (shape.table - 5, BEAM_HALF * 0.8) if from_rim else (0, 0)
    a, b = point(shape.x, shape.y, inner, degree - half)
    c, d = point(shape.x, shape.y, inner, degree + half)
    far = figure(shape.beam)
    start, end = f"M{figure(a)} {figure(b)}L{figure(x1)} {figure(y1)}", f"L{figure(c)} {figure(d)}Z"
    return f"{start}A{far} {far} 0 0 1 {figure(x2)} {figure(y2)}{end}"


def place(chair: Chair, degree: float, shape: Frame, *, from_rim: bool) -> Place:
    """One chair in the drawing: pushed back by a no, lit when it is its turn, labelled on its free side."""
    ring = shape.ring + (CHAIR_AWAY if chair.answer == "no" else 0)
    x, y = point(shape.x, shape.y, ring, degree)
    above = sin(radians(degree)) < -0.25
    sub = shape.seat + 26 if above else shape.seat + 42
    name = shape.seat + (44 if chair.sub else 26) if above else shape.seat + 24
    side = -1 if above else 1
    return Place(
        chair=chair,
        x=figure(x),
        y=figure(y),
        back=chair_arc(x, y, shape.seat + CHAIR_AWAY, degree),
        beam=beam(shape, degree, from_rim=from_rim) if chair.turn == "now" else "",
        name_y=figure(y + side * name),
        sub_y=figure(y + side * sub),
        hand_x=figure(x + 25),
        hand_y=figure(y - 22),
        palm_x=figure(x + 17.5),
        palm_y=figure(y - 29.5),
    )


def draw(chairs: Sequence[Chair], *, names: bool = False, words_in_middle: bool = False) -> Drawing:
    """Seat everybody. With `names` there is room for labels around; the beam then leaves the middle to words."""
    shape = frame(len(chairs), names=names)
    turned = [(chair, angle(index, len(chairs))) for index, chair in enumerate(chairs)]
    return Drawing(
        box=f"0 0 {figure(shape.width)} {figure(shape.height)}",
        x=figure(shape.x),
        y=figure(shape.y),
        table=figure(shape.table),
        rim=figure(shape.rim),
        seat=figure(shape.seat),
        reach=figure(shape.beam + 2),
        centre_y=figure(shape.y - 11),
        caption_y=figure(shape.y + (19 if names else 23)),
        places=tuple(place(chair, degree, shape, from_rim=words_in_middle) for chair, degree in turned),
    )


@dataclass(frozen=True)
class Dot:
    """One seat of a drawing that has only dots."""

    x: str
    y: str
    seat: int


def dots(count: int, *, x: float, y: float, ring: float, start: float = -90) -> tuple[Dot, ...]:
    """So many seats around a middle, without words."""
    spots = (point(x, y, ring, start + index * 360 / count) for index in range(count))
    return tuple(Dot(figure(a), figure(b), MIXED[index % 8]) for index, (a, b) in enumerate(spots))
