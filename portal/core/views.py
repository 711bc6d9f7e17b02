"""The component sheet: every part of the look, in every state, on one page."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .clock import UK
from .drawing import ICONS

COLOURS = (
    "paper",
    "surface",
    "wash",
    "tint",
    "rule",
    "edge",
    "ink-soft",
    "ink",
    "accent",
    "accent-deep",
    "band",
    "good",
    "warn",
    "bad",
)


class SampleForm(forms.Form):
    number = forms.CharField(
        label="Membership number",
        max_length=16,
        help_text="For example HVP-104273. Spaces do not matter.",
        required=False,
    )
    email = forms.EmailField(
        label="E-mail address that we hold",
        help_text="The confirmation goes there and nowhere else.",
        error_messages={"invalid": "Enter an e-mail address with an @ sign"},
    )
    code = forms.CharField(
        label="Code from the e-mail",
        widget=forms.TextInput(attrs={"class": "input-code w-s"}),
        error_messages={"required": "Enter the code from the e-mail"},
    )
    topic = forms.ChoiceField(
        label="Topic",
        help_text="Choose the nearest.",
        choices=[("safeguarding", "Safeguarding"), ("feeding", "Infant feeding")],
    )
    part = forms.ChoiceField(
        label="How did you take part?",
        help_text="You decide; we only suggest.",
        widget=forms.RadioSelect,
        choices=[
            ("live", "Live, and joined in"),
            ("together", "Recording, with colleagues"),
            ("alone", "Recording, alone"),
        ],
        error_messages={"required": "Choose how you took part"},
    )
    where = forms.MultipleChoiceField(
        label="Where",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("online", "Online"), ("person", "In person")],
    )
    words = forms.CharField(
        label="What did you learn?",
        help_text="What was new, or what you now see differently.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    picture = forms.FileField(label="A picture of the flipchart", required=False)
    coming = forms.BooleanField(
        label="I will come, or cancel by 17:00 the day before.",
        error_messages={
            "required": "Tick the box to say that you will come, or cancel in time"
        },
    )


def _thread(now: int) -> list[dict[str, str]]:
    """The five points of every event, with one person's place among them."""
    steps = [
        ("Book", "One step; your details are known"),
        ("Join", "Same address, from 09:45"),
        ("Attend", "We note that you came"),
        ("Catch up", "Recording and slides within a week"),
        ("Record", "1 hour proposed for your CPD"),
    ]
    return [
        {
            "label": label,
            "words": words,
            "state": "done" if place < now else "now" if place == now else "",
        }
        for place, (label, words) in enumerate(steps)
    ]


def components(request: HttpRequest) -> HttpResponse:
    start = datetime(2026, 12, 9, 10, tzinfo=UK)
    context: dict[str, Any] = {
        "start": start,
        "end": start + timedelta(hours=1),
        "joining": start - timedelta(minutes=15),
        "two_days": datetime(2027, 2, 10, 9, 30, tzinfo=UK),
        "two_days_end": datetime(2027, 2, 11, 16, tzinfo=UK),
        "long_ago": datetime(2022, 11, 9, 10, tzinfo=UK),
        "meta": ["Online, 10:00 to 11:00", "For health visitors and school nurses"],
        "past_meta": ["Online", "Recording, 58 minutes"],
        "facts": [
            ("Who it is for", "Health visitors and school nurses"),
            ("Who may book", "Members only, in any grade"),
        ],
        "untouched": SampleForm(auto_id="a_%s"),
        "wrong": SampleForm(
            {"number": "hvp 104273", "email": "me.at.work.example", "topic": "feeding"},
            auto_id="b_%s",
        ),
        "thread_start": _thread(0),
        "thread_late": _thread(3),
        "middle": Paginator(range(90), 10).page(5),
        "colours": COLOURS,
        "icons": sorted(ICONS),
    }
    return render(request, "components_page.html", context)
