"""The geometry is the design's: the numbers below are read from its drawings."""

from itertools import pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastermind.round_table import Chair, angle, beam, chair_arc, dots, draw, figure, frame, point, seat_colour

SEVEN = [Chair(number, "AB", name="Ada", sub="sums") for number in range(1, 8)]


def numbers(path: str) -> list[float]:
    for letter in "MLAZ":
        path = path.replace(letter, " ")
    return [float(number) for number in path.split()]


@pytest.mark.parametrize(
    ("count", "names", "box", "table", "rim", "seat"),
    [
        (7, False, "0 0 360 360", "90", "81", "28"),
        (8, False, "0 0 360 360", "90", "81", "28"),
        (7, True, "0 0 460 470", "101", "92", "28"),
        (8, True, "0 0 490 510", "114", "105", "28"),
        (2, False, "0 0 320 150", "58", "49", "34"),
    ],
)
def test_the_box_and_the_table_have_the_drawn_measures(count, names, box, table, rim, seat):
    drawing = draw(SEVEN[:1] * count, names=names)
    assert (drawing.box, drawing.table, drawing.rim, drawing.seat) == (box, table, rim, seat)


def test_the_first_seat_is_at_the_top_and_the_others_follow_the_clock():
    places = draw(SEVEN).places
    assert [(place.x, place.y) for place in places[:3]] == [("180", "40"), ("289.5", "92.7"), ("316.5", "211.2")]


def test_two_sit_left_and_right():
    left, right = draw(SEVEN[:2]).places
    assert (left.x, left.y, right.x, right.y) == ("48", "75", "272", "75")


def test_a_chair_is_an_arc_around_the_outer_side():
    assert draw(SEVEN).places[0].back == "M148.5 24.7A35 35 0 0 1 211.5 24.7"
    assert draw(SEVEN[:2]).places[0].back == "M30 111.9A41 41 0 0 1 30 38.1"


def test_a_no_pushes_the_chair_back():
    chairs = [*SEVEN[:4], Chair(4, "HS", answer="no"), *SEVEN[5:]]
    place = draw(chairs).places[4]
    assert (place.x, place.y) == ("116.2", "312.4")


def test_the_beam_starts_in_the_middle_or_at_the_rim_when_words_stand_there():
    lit = [Chair(1, "IC", turn="now"), *SEVEN[1:]]
    assert draw(lit, names=True).places[0].beam == "M230 243L177.2 46A204 204 0 0 1 282.8 46L230 243Z"
    from_rim = draw(lit, names=True, words_in_middle=True).places[0].beam
    assert from_rim == "M210 149.1L177.2 46A204 204 0 0 1 282.8 46L250 149.1Z"
    assert not draw(lit).places[1].beam


def test_labels_go_above_in_the_upper_part_and_below_elsewhere():
    top, right = draw(SEVEN, names=True).places[0], draw(SEVEN, names=True).places[2]
    assert (top.name_y, top.sub_y) == ("19", "37")
    assert (right.name_y, right.sub_y) == ("328.8", "346.8")
    assert draw([Chair(1, "IC", name="You"), *SEVEN[1:]], names=True).places[0].name_y == "37"


def test_colours_come_round_again_and_nobody_has_none():
    assert [seat_colour(number) for number in (0, 1, 8, 9, 17)] == [0, 1, 8, 1, 1]
    assert draw([Chair(9, "AB")]).places[0].seat == 1


def test_dots_stand_on_their_ring():
    assert [(dot.x, dot.y) for dot in dots(8, x=32, y=32, ring=25)][:3] == [("32", "7"), ("49.7", "14.3"), ("57", "32")]


@given(st.floats(-1e4, 1e4, allow_nan=False))
def test_a_figure_is_short_and_close(number):
    written = figure(number)
    assert "," not in written
    assert written != "-0"
    assert abs(float(written) - number) <= 0.05 + 1e-9


@given(st.integers(1, 30), st.booleans())
def test_no_two_seats_touch_at_any_size_of_table(count, names):
    shape = frame(count, names=names)
    middles = [point(shape.x, shape.y, shape.ring, angle(index, count)) for index in range(count)]
    gaps = [dist(one, other) for one, other in pairwise(middles)]
    assert all(gap > 2 * shape.seat for gap in gaps)


@given(st.floats(0, 360), st.integers(2, 12))
def test_arcs_and_beams_keep_their_distance(degree, count):
    x1, y1, *_, x2, y2 = numbers(chair_arc(100, 100, 35, degree))
    assert dist((100, 100), (x1, y1)) == pytest.approx(35, abs=0.2)
    assert dist((x1, y1), (x2, y2)) == pytest.approx(2 * 35 * 0.8988, abs=0.3)
    shape = frame(count)
    start = numbers(beam(shape, degree))[:2]
    assert start == pytest.approx([shape.x, shape.y])
