"""The markup of forms, as the design's section 7 writes it."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    HTML,
    Button,
    ButtonHolder,
    Column,
    Div,
    Field,
    Fieldset,
    Hidden,
    Layout,
    MultiField,
    Row,
    Submit,
)
from django import forms
from django.template import Context, Template

JOINING = [("anyone", "Anyone may ask"), ("community", "People from our community"), ("invited", "By invitation only")]


class GroupForm(forms.Form):
    title = forms.CharField(label="Name of the group", help_text="What you would say to a stranger.")
    seats = forms.IntegerField(min_value=4, max_value=8)
    joining = forms.ChoiceField(choices=JOINING, widget=forms.RadioSelect, help_text="You can change it later.")
    size = forms.ChoiceField(choices=[("4", "Four"), ("6", "Six")], widget=forms.RadioSelect(attrs={"data-choice": ""}))
    ways = forms.MultipleChoiceField(choices=JOINING, widget=forms.CheckboxSelectMultiple, required=False)
    language = forms.ChoiceField(choices=[("en", "English")])
    many = forms.MultipleChoiceField(choices=JOINING, required=False)
    first = forms.SplitDateTimeField(required=False)
    remind = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"role": "switch"}))
    charter = forms.BooleanField(label="I sign the charter")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("title") == "Nobody":
            raise forms.ValidationError("A table needs somebody.")
        return self.cleaned_data


class Page(HTMLParser):
    """Ids and what points to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.described: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.described += (values.get("aria-describedby") or "").split()
        self.targets += [values["href"][1:]] if (values.get("href") or "").startswith("#") else []
        self.targets += [values["for"]] if "for" in values else []


def crispy(form, *layout, **helper):
    form.helper = FormHelper()
    for name, value in helper.items():
        setattr(form.helper, name, value)
    if layout:
        form.helper.layout = Layout(*layout)
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def fields(form):
    return Template("{% for field in form %}{{ field.as_field_group }}{% endfor %}").render(Context({"form": form}))


WRONG = {"title": "", "seats": "12"}


@pytest.mark.parametrize("render", [crispy, fields])
@pytest.mark.parametrize("data", [None, WRONG])
def test_whatever_points_to_an_id_finds_exactly_one(render, data):
    page = Page(render(GroupForm(data)))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.described) <= set(page.ids)
    assert set(page.targets) <= set(page.ids)


def test_a_field_has_a_wrapper_a_star_help_and_errors_under_their_ids():
    html = crispy(GroupForm(WRONG))
    for part in ('id="div_id_title"', 'id="id_title_helptext"', 'id="id_title_error"', 'aria-invalid="true"'):
        assert part in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert '<span class="required" aria-hidden="true"' in html


def test_crispy_and_plain_fields_are_the_same_markup():
    form = GroupForm()
    bare = Template("{% load crispy_forms_filters %}{{ form.title|as_crispy_field }}").render(Context({"form": form}))
    assert "".join(bare.split()) == "".join(str(form["title"].as_field_group()).split())


def test_a_select_has_a_chevron_unless_it_is_a_list():
    html = crispy(GroupForm())
    assert html.count('<span class="select">') == 1


def test_radios_are_a_described_fieldset_of_checks():
    html = crispy(GroupForm(WRONG))
    fieldset = html[html.index('id="div_id_joining"') :]
    assert 'aria-describedby="id_joining_helptext id_joining_error"' in fieldset
    assert fieldset.split("</fieldset>")[0].count('class="check"') == 3


def test_few_short_options_are_a_choice():
    html = crispy(GroupForm())
    choice = html[html.index('class="choice"') :].split("</fieldset>")[0]
    assert choice.count('class="tick"') == 2
    assert 'type="radio"' in choice


def test_checkboxes_stand_before_their_label_and_a_switch_is_one():
    html = crispy(GroupForm())
    assert 'role="switch"' in html[html.index('id="div_id_remind"') :].split("</div>")[0]
    assert html.index('name="charter"') < html.index("I sign the charter")


def test_date_and_time_lie_side_by_side_and_hidden_fields_have_no_wrapper():
    html = crispy(GroupForm())
    assert 'data-count="2"' in html[html.index('id="div_id_first"') :].split("</fieldset>")[0]
    assert "div_id_secret" not in html


def test_the_summary_counts_and_links_in_the_order_of_the_fields():
    html = crispy(GroupForm(WRONG))
    summary = html[html.index('role="alert"') :].split("</ul>")[0]
    assert "Six things to correct" in summary
    assert 'tabindex="-1"' in summary
    links = [part.split('"')[0] for part in summary.split('href="#')[1:]]
    assert links == ["id_title", "id_seats", "id_joining_0", "id_size_0", "id_language", "id_charter"]


def test_errors_of_the_whole_form_stand_in_the_summary_as_plain_items():
    good = {"title": "Nobody", "seats": "6", "joining": "anyone", "size": "4", "language": "en", "charter": "on"}
    html = crispy(GroupForm(good))
    assert "One thing to correct" in html
    assert "<a" not in html[html.index("A table needs") - 60 : html.index("A table needs")]


def test_no_summary_before_anything_was_sent():
    assert 'role="alert"' not in crispy(GroupForm())


def test_a_label_not_shown_is_still_there():
    html = crispy(GroupForm(), form_show_labels=False)
    assert html.count('class="sr"') >= 4


def test_layout_objects_have_our_markup():
    html = crispy(
        GroupForm(),
        Fieldset("The table", "title", css_id="table"),
        Row(Column("seats"), Column("language"), css_class="tight"),
        Div(Field("first", wrapper_class="wide"), css_class="stack"),
        MultiField("Two", "size", "ways"),
        HTML("<p>between</p>"),
        Hidden("next", "/find/"),
        ButtonHolder(Submit("save", "Open the group"), Button("back", "Cancel", data_kind="plain"), css_id="end"),
    )
    for part in (
        '<legend class="subheading">The table</legend>',
        'data-count="2"',
        "field wide",
        "<p>between</p>",
        '<input type="hidden" name="next" value="/find/">',
        'id="end"',
        'data-kind="plain"',
    ):
        assert part in html
    assert html.count('data-kind="primary"') == 1


def test_a_helper_says_where_and_how_the_form_goes():
    helper = {"form_action": "/x/", "form_class": "sheet stack", "form_method": "get"}
    html = crispy(GroupForm(), **helper)
    assert 'action="/x/"' in html
    assert html.count("class=") > 0
    assert 'class="stack"' not in html.split(">")[0]
    assert 'method="get"' in html
    assert "<form" not in crispy(GroupForm(), form_tag=False)
    inputs = FormHelper()
    inputs.add_input(Submit("go", "Go"))
    form = GroupForm()
    form.helper = inputs
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))
    assert 'value="Go"' in html


def test_formsets_are_written_with_their_management_form():
    formset = forms.formset_factory(GroupForm, extra=1)()
    html = Template("{% load crispy_forms_tags %}{% crispy formset %}").render(Context({"formset": formset}))
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'id="div_id_form-0-title"' in html
