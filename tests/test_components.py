from dataclasses import dataclass

import pytest
from django import forms
from django.contrib.messages import constants
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override

from mastermind import components
from mastermind.round_table import Chair


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@dataclass
class Phase:
    minutes: int
    kind: str
    title: str = ""


TABLE = [
    Chair(1, "IC", "You", "hot seat", turn="now", here=True),
    Chair(3, "TW", "Tomasz", answer="maybe", hand=True, speaking=True),
    Chair(0, "", "Finance", "vacant seat", vacant=True),
]


def test_an_icon_is_hidden_and_takes_a_size():
    drawn = draw('{% icon "calendar" size=16 %}')
    for part in ('class="icon"', 'aria-hidden="true"', 'stroke-width="1.75"', 'width="16"'):
        assert part in drawn


def test_a_note_has_a_tone_an_icon_and_a_body_as_it_is():
    drawn = draw('{% note tone="lamp" icon="lamp" %}<b>{{ words }}</b>{% endnote %}', words="<i>")
    assert 'data-tone="lamp"' in drawn
    assert "<b>&lt;i&gt;</b>" in drawn
    assert "data-tone" not in draw("{% note %}quiet{% endnote %}")


def test_a_card_with_an_id_is_a_named_section():
    drawn = draw('{% card title="Rules" title_id="rules" level=2 %}body{% endcard %}')
    assert 'aria-labelledby="rules"' in drawn
    assert '<h2 class="subheading" id="rules">Rules</h2>' in drawn
    assert "<section" not in draw("{% card %}body{% endcard %}")


def test_a_list_of_choices_has_groups_and_escapes_what_people_wrote():
    field = forms.ChoiceField(choices=[("", "Any"), ("Law & money", [("tax", "<Tax>"), ("vat", "VAT")])])
    form = type("Form", (forms.Form,), {"what": field})({"what": "vat"})
    drawn = str(form["what"])
    assert '<option value="">Any</option><optgroup label="Law &amp; money">' in drawn
    assert '<option value="tax">&lt;Tax&gt;</option><option value="vat" selected>VAT</option></optgroup>' in drawn


@pytest.mark.parametrize(("level", "role"), [("success", "status"), ("error", "alert"), ("debug", "status")])
def test_a_message_speaks_by_its_level(level, role):
    drawn = draw("{% message level=level %}Saved{% endmessage %}", level=level)
    assert f'data-level="{level}"' in drawn
    assert f'role="{role}"' in drawn


def test_every_level_django_knows_has_a_message():
    for level in constants.DEFAULT_TAGS.values():
        assert "message" in draw("{% message level=level %}x{% endmessage %}", level=level)


def test_an_empty_state_draws_a_table_and_leaves_the_way_on_to_its_body():
    drawn = draw('{% empty_state title="No table yet" text="Nine fit." %}<a>See</a>{% endempty_state %}')
    assert drawn.count("data-vacant") == 6
    assert "<a>See</a>" in drawn
    assert "<p>Nine fit.</p>" in drawn


def test_a_seat_is_recognition_only():
    drawn = draw('{% seat 9 initials size="small" answer="no" %}', initials="<I")
    assert drawn == (
        '<span class="seat" data-seat="1" data-size="small" data-answer="no" aria-hidden="true">&lt;I</span>'
    )


def test_a_crumb_and_a_tag_escape_what_people_wrote():
    assert "&lt;b&gt;" in draw('{% crumb "/x/" name %}', name="<b>")
    assert "&lt;b&gt;" in draw('{% tag name tone="lamp" icon="check" %}', name="<b>")


def test_the_round_table_shows_state_as_attributes():
    drawn = draw('{% round_table chairs label="Who" names=True %}', chairs=TABLE)
    for part in ('data-turn="now"', "data-here", "data-hand", "data-speaking", "data-vacant", 'data-answer="maybe"'):
        assert part in drawn
    assert 'role="img"' in drawn
    assert 'aria-label="Who"' in drawn
    assert "rt-palm" in drawn


def test_the_round_table_escapes_names_and_labels():
    drawn = draw("{% round_table chairs label=label names=True %}", label="<x>", chairs=[Chair(1, "<i", "<b>", "<s>")])
    for raw in ("<x>", "<i", "<b>", "<s>"):
        assert raw not in drawn


def test_two_round_tables_on_a_page_do_not_share_their_light():
    drawn = draw("{% round_table chairs %}{% round_table chairs %}", chairs=TABLE)
    ids = [piece.split('"')[0] for piece in drawn.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 4


def test_words_on_the_table_dim_the_lamp():
    with_words = draw('{% round_table chairs centre="5 of 7" caption="coming" %}', chairs=TABLE)
    assert "5 of 7" in with_words
    assert "coming" in with_words
    assert 'stop-opacity=".2"' in with_words
    assert 'stop-opacity=".42"' in draw("{% round_table chairs %}", chairs=TABLE)
    assert "404" in draw('{% round_table chairs centre="404" glow=".3" %}', chairs=TABLE)


def test_no_chairs_no_drawing_and_no_label_no_role():
    assert not draw("{% round_table chairs %}", chairs=[])
    assert 'aria-hidden="true"' in draw("{% round_table chairs %}", chairs=TABLE)


@override("de")
def test_no_locale_puts_a_comma_into_a_drawing():
    drawn = draw(
        "{% round_table chairs %}{% mini_table 2 7 %}{% agenda_strip phases %}", chairs=TABLE, phases=[Phase(7, "")]
    )
    assert not any("," in value for value in drawn.split('cx="')[1:2])
    assert 'cx="289,5"' not in drawn


def test_a_mini_table_says_how_many():
    drawn = draw("{% mini_table 5 8 %}")
    assert 'aria-label="5 of 8 seats taken"' in drawn
    assert drawn.count("data-vacant") == 3


@pytest.mark.parametrize("way", components.WAYS)
def test_every_way_in_has_a_drawing(way):
    assert "rt-mini" in draw("{% way_drawing way %}", way=way)


def test_there_is_no_sixth_drawing():
    with pytest.raises(TemplateSyntaxError):
        draw('{% way_drawing "pyramid" %}')


@pytest.mark.parametrize("tag", ["sample_table", "sample_table names=True", 'sample_table vacant="lit"'])
def test_a_sample_table_keeps_a_chair_for_the_visitor(tag):
    drawn = draw("{% " + tag + " %}")
    assert drawn.count("data-vacant") == 1
    assert "aria-label" in drawn


def test_the_agenda_strip_lights_hot_seats():
    phases = [
        Phase(10, "check_in", "Check-in"),
        Phase(32, "seat", "First hot seat"),
        Phase(12, "commitments", "Promises"),
    ]
    drawn = draw("{% agenda_strip phases %}", phases=phases)
    assert [drawn.count(look) for look in ("chart-track", "chart-lit", "chart-bar")] == [1, 1, 1]
    assert "Agenda: Check-in 10 minutes, First hot seat 32 minutes, Promises 12 minutes" in drawn
    assert not draw("{% agenda_strip phases %}", phases=[])


def test_small_numbers_are_spelled_and_seats_have_a_paint_for_mail():
    assert [components.spelled(number) for number in (1, 9, 10, 0)] == ["one", "nine", "10", "0"]
    assert components.seat_paint(1) == components.seat_paint(9) == "#8a4a35"


def test_the_base_page_knows_direction_theme_and_place(rf: RequestFactory, django_user_model):
    request = rf.get("/")
    user = django_user_model(pk=1, name="Inês Carvalho", theme="dark")
    page = Template('{% extends "base.html" %}').render(Context({"user": user, "request": request}))
    assert 'dir="ltr"' in page
    assert 'data-theme="dark"' in page
    assert page.count(">Today<") + page.count("Today</a>") >= 1
    assert "tabbar" in page
    with override("ar"):
        assert 'dir="rtl"' in Template('{% extends "base.html" %}').render(Context({"request": request}))


def test_nothing_is_inline(rf: RequestFactory):
    page = Template('{% extends "landing.html" %}').render(Context({"request": rf.get("/")}))
    assert "<style" not in page
    assert " style=" not in page
    assert all("src=" in script.split(">")[0] for script in page.split("<script")[1:])
