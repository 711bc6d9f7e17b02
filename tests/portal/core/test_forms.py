from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from portal.core.templatetags import portal_tags as tags


class LunchForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="As on the badge.")
    email = forms.EmailField(error_messages={"required": "Enter an address"})
    number = forms.CharField(max_length=12, required=False)
    meal = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("soup", "Soup"), ("pie", "Pie")],
        error_messages={"required": "Choose a meal"},
    )
    coming = forms.BooleanField(label="I will come", help_text="Or say so in time.")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        self.add_error(None, "Lunch is over")


def drawn(form: forms.Form, name: str) -> str:
    return str(
        Template("{{ field.as_field_group }}").render(Context({"field": form[name]}))
    )


def test_label_hint_error_and_control_come_in_that_order() -> None:
    form = LunchForm({"token": "t"})

    html = drawn(form, "name")

    places = [
        html.index('<label for="id_name">Name</label>'),
        html.index('<div class="hint" id="id_name_helptext">As on the badge.'),
        html.index('<p class="error" id="id_name_error">'),
        html.index("<input"),
    ]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_is_as_wide_as_its_answer() -> None:
    form = LunchForm()

    widths = {name: tags.control(form[name]).split('class="')[1].split('"')[0]
              for name in ("name", "email", "number")}  # fmt: skip

    assert widths == {"name": "input w-l", "email": "input w-m", "number": "input w-s"}


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in drawn(LunchForm(), "number")
    assert "(optional)" not in drawn(LunchForm(), "name")


def test_choices_are_a_group_with_a_legend() -> None:
    html = drawn(LunchForm(), "meal")

    assert "<legend>Meal</legend>" in html
    assert '<label class="choice" for="id_meal_0">' in html
    assert 'class="input' not in html


def test_a_box_to_tick_has_its_words_beside_it() -> None:
    html = drawn(LunchForm({"token": "t"}), "coming")

    assert "<span>I will come</span>" in html
    assert html.count("Or say so in time.") == 1
    assert 'id="id_coming_helptext"' in html


def test_the_summary_lists_errors_in_order_and_points_to_their_fields() -> None:
    form = LunchForm({"name": "Wren", "token": "t", "coming": "on"})

    assert tags.error_items(form) == [
        {"words": "Lunch is over", "field": ""},
        {"words": "Enter an address", "field": "id_email"},
        {"words": "Choose a meal", "field": "id_meal_0"},
    ]


def test_the_summary_is_announced_and_counted() -> None:
    form = LunchForm({"name": "Wren", "token": "t", "coming": "on"})

    html = render_to_string("components/error_summary.html", {"form": form})

    assert "Three things to put right" in html
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_meal_0">Choose a meal</a>' in html


def test_there_is_no_summary_when_all_is_well() -> None:
    html = render_to_string("components/error_summary.html", {"form": LunchForm()})

    assert html.strip() == ""


def test_a_hidden_field_is_drawn_without_a_label() -> None:
    html = str(LunchForm())

    assert '<input type="hidden" name="token"' in html
    assert "Token" not in html
