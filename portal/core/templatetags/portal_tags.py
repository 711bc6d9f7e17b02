"""What a template may use of words and drawings, and of the page it stands in.

A template formats nothing itself: it has no arithmetic and asks no query.
"""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.contrib.messages import ERROR, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Widget,
)
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.core import drawing, money, words

register = template.Library()

register.filter(words.uk_date)
register.filter(words.uk_day)
register.filter(words.uk_month)
register.filter(words.month_name)
register.filter(words.uk_time)
register.filter(words.uk_time_range)
register.filter(words.uk_datetime)
register.filter(words.uk_until)
register.filter(words.uk_when)
register.filter(words.uk_date_range)
register.filter(words.iso)
register.filter(words.pounds)
# In the books nothing is free: a sum of nothing is £0.00.
register.filter("in_pounds", money.pounds)
register.filter(words.pounds_short)
register.filter(words.hours_words)
register.filter(words.count_of)
register.filter(words.in_words)
register.filter(words.ordinal)
register.filter(words.device)
register.simple_tag(words.minutes_between)

register.simple_tag(drawing.date_block)
register.simple_tag(drawing.icon)
register.simple_tag(drawing.status)
register.simple_tag(drawing.bar)
register.simple_tag(drawing.places_left)
register.simple_tag(drawing.slots)


# --- Where the reader is ---------------------------------------------------


@register.simple_tag(takes_context=True)
def your_time(
    context: Context,
    start: datetime,
    end: datetime | None = None,
    joining: datetime | None = None,
) -> SafeString:
    """Give the reader's own time, as one row of a facts list, when it is another.

    Somebody who keeps a time zone in the account sees that. For everybody else
    the row is hidden until script has asked the device.
    """
    zone = getattr(getattr(context.get("request"), "user", None), "time_zone", "")
    if not zone:
        return format_html(
            '<div hidden data-your-time="{}" data-end="{}" data-joining="{}">'
            "<dt>Your time</dt><dd></dd></div>",
            words.iso(start),
            words.iso(end),
            words.iso(joining),
        )
    own = words.own_time(zone, start, end, joining)
    if own is None:
        return SafeString("")
    return format_html("<div><dt>Your time, {}</dt><dd><b>{}</b> {}</dd></div>", *own)


@register.simple_tag(takes_context=True)
def tab(context: Context, url: str, label: str, *, exact: bool = False) -> SafeString:
    """Draw one tab: a link to a place, marked when the reader is in it.

    A tab whose address does not exist is left out.
    """
    if not url:
        return SafeString("")
    path = context["request"].path
    here = path == url or (not exact and path.startswith(url))
    return format_html(
        '<li><a href="{}"{}>{}</a></li>',
        url,
        SafeString(' aria-current="page"') if here else "",
        label,
    )


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int, parameter: str = "page") -> str:
    """Return this page's own address with another page number."""
    query = context["request"].GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def breakable(address: str) -> SafeString:
    """Let an e-mail address break after its @, where a column is too narrow for it."""
    parts = ((part,) for part in address.split("@"))
    return format_html_join(SafeString("@<wbr>"), "{}", parts)


@register.filter
def elided(page: Page) -> list[int | str]:
    """Return the page numbers to show, with an ellipsis for each gap."""
    return list(
        page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    )


# --- Forms -----------------------------------------------------------------

_WIDTHS = {
    "EmailInput": "w-m",
    "PasswordInput": "w-m",
    "NumberInput": "w-s",
    "DateInput": "w-s",
    "TimeInput": "w-s",
    "Select": "w-m",
    "TelInput": "w-m",
    "ClearableFileInput": "w-l",
}
SHORT = 16


def _width(widget: Widget) -> str:
    """A field is as wide as its answer."""
    if "w-" in widget.attrs.get("class", ""):
        return ""
    if int(widget.attrs.get("maxlength") or SHORT + 1) <= SHORT:
        return " w-s"
    if widget.attrs.get("type") == "email":
        return " w-m"
    width = _WIDTHS.get(type(widget).__name__, "")
    if not width and type(widget).__name__ in {"TextInput", "URLInput"}:
        width = "w-l"
    return f" {width}" if width else ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw a field's control alone, with our class and its own.

    A placeholder says nothing that the label and the hint do not, and looks like
    an answer: what other people's forms bring along is left out.
    """
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    classes = f"input{_width(widget)} {own}".strip()
    if isinstance(widget, CheckboxInput):
        classes = own
    return field.as_widget(attrs={"class": classes or False, "placeholder": False})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Say whether the field is a list of radio buttons or of boxes to tick."""
    return isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple))


@register.simple_tag
def error_items(*forms: BaseForm | None) -> list[dict[str, str]]:
    """List what is wrong, in the order of the page, each with the field to go to."""
    items = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        items += [
            {"words": str(error), "field": ""} for error in form.non_field_errors()
        ]
        for field in form:
            if field.is_hidden:
                continue
            target = _first_control(field)
            items += [{"words": str(error), "field": target} for error in field.errors]
    return items


def _first_control(field: BoundField) -> str:
    # A group of choices has no control with the group's own id.
    return f"{field.auto_id}_0" if is_choices(field) else field.id_for_label


@register.filter
def errors_title(items: list) -> str:
    """Two things to put right."""
    number = words.in_words(len(items)).capitalize()
    return f"{number} {'thing' if len(items) == 1 else 'things'} to put right"


# --- Words for the reader --------------------------------------------------


@register.simple_tag
def said(messages: Iterable[Message] | None) -> dict[str, list]:
    """Part what is done, which passes by, from what needs reading, which stays."""
    done, notices = [], []
    for message in messages or ():
        if message.level < WARNING:
            done.append(message)
        else:
            tone = "bad" if message.level >= ERROR else "warn"
            notices.append({"tone": tone, "words": message})
    return {"done": done, "notices": notices}
