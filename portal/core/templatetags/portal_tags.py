"""How a date, a time, a sum or a count reads on a page and in a mail.

Every time is shown as UK time. A template formats nothing itself: it has no
arithmetic, and two pages cannot disagree about how a date is written.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.contrib.messages import ERROR, WARNING
from django.forms import BoundField, CheckboxInput, Widget
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.core import money
from portal.core.clock import UK

register = template.Library()

DASH = "\N{EN DASH}"

# Written out rather than asked of strftime, which follows the machine's locale.
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


# --- Dates and times -------------------------------------------------------


def in_uk(moment: datetime) -> datetime:
    return moment.astimezone(UK)


def _day(value: date | datetime) -> date:
    return in_uk(value).date() if isinstance(value, datetime) else value


@register.filter
def uk_date(value: date | datetime | None) -> str:
    """Wednesday 9 December 2026."""
    if not value:
        return ""
    day = _day(value)
    return f"{WEEKDAYS[day.weekday()]} {uk_day(day)}"


@register.filter
def uk_day(value: date | datetime | None) -> str:
    """9 December 2026: for publication dates, where the weekday says nothing."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def uk_month(value: date | datetime | None) -> str:
    """December 2026."""
    if not value:
        return ""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


@register.filter
def month_name(value: date | datetime | None) -> str:
    """December."""
    return MONTHS[_day(value).month - 1] if value else ""


@register.filter
def uk_time(value: datetime | None) -> str:
    """10:00, or 01:30 GMT in the hour that the clocks strike twice."""
    if not value:
        return ""
    moment = in_uk(value)
    zone = ""
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        zone = f" {moment.tzname()}"
    return f"{moment:%H:%M}{zone}"


@register.filter
def uk_time_range(start: datetime | None, end: datetime | None = None) -> str:
    """10:00 to 11:00; an end on a later day is named with its day."""
    if not start or not end:
        return uk_time(start)
    if _day(start) == _day(end):
        return f"{uk_time(start)} to {uk_time(end)}"
    return f"{uk_time(start)} to {uk_date(end)}, {uk_time(end)}"


@register.filter
def uk_datetime(value: datetime | None) -> str:
    """Wednesday 9 December 2026, 10:00."""
    return f"{uk_date(value)}, {uk_time(value)}" if value else ""


@register.filter
def uk_when(start: datetime | None, end: datetime | None = None) -> str:
    """Wednesday 9 December 2026, 10:00 to 11:00 UK time."""
    return f"{uk_date(start)}, {uk_time_range(start, end)} UK time" if start else ""


@register.filter
def uk_date_range(start: date | datetime | None, end: date | datetime | None) -> str:
    """Wednesday 10 to Thursday 11 February 2027: no part said twice."""
    if not start or not end or _day(start) == _day(end):
        return uk_date(start or end)
    first, last = _day(start), _day(end)
    opening = f"{WEEKDAYS[first.weekday()]} {first.day}"
    if first.month != last.month or first.year != last.year:
        opening += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        opening += f" {first.year}"
    return f"{opening} to {uk_date(last)}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """Return what a datetime attribute wants, with UK time's own offset."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return in_uk(value).isoformat(timespec="minutes")
    return value.isoformat()


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
            iso(start),
            iso(end),
            iso(joining),
        )
    there = start.astimezone(ZoneInfo(zone))
    if there.replace(tzinfo=None) == in_uk(start).replace(tzinfo=None):
        return SafeString("")
    words = f"{there:%H:%M}"
    if end:
        words += f" to {end.astimezone(there.tzinfo):%H:%M}"
    same_day = there.date() == in_uk(start).date()
    rest = "the same day" if same_day else f"on {uk_date(there.date())}"
    if joining:
        rest += f", join from {joining.astimezone(there.tzinfo):%H:%M}"
    return format_html(
        "<div><dt>Your time, {}</dt><dd><b>{}</b> {}</dd></div>",
        zone.rpartition("/")[2].replace("_", " "),
        words,
        rest,
    )


@register.simple_tag
def date_block(
    start: date | datetime,
    end: date | datetime | None = None,
    *,
    size: str = "",
    past: bool = False,
) -> SafeString:
    """Set a date as a typographic object.

    Two days make a range. The size is "l" for the head of a page. A past date
    is muted, and its year is the strongest part.
    """
    first, last = _day(start), _day(end or start)
    classes = "date"
    weekday = WEEKDAYS[first.weekday()][:3]
    number = str(first.day)
    month = MONTHS[first.month - 1][:3]
    year = str(first.year)
    if last > first:
        classes += " date-range"
        weekday += f"{DASH}{WEEKDAYS[last.weekday()][:3]}"
        number += f"{DASH}{last.day}"
        if last.month != first.month:
            month += f"{DASH}{MONTHS[last.month - 1][:3]}"
        if last.year != first.year:
            year += f"{DASH}{last.year}"
    if size == "l":
        classes += " date-l"
    if past:
        classes += " date-past"
    return format_html(
        '<time class="{}" datetime="{}">'
        '<span class="date-wd">{}</span> <span class="date-d">{}</span> '
        '<span class="date-m">{}</span> <span class="date-y">{}</span></time>',
        classes,
        first.isoformat(),
        weekday,
        number,
        month,
        year,
    )


# --- Sums, durations and counts --------------------------------------------


@register.filter
def pounds(pence: int | None) -> str:
    """£95.00; nothing to pay is Free."""
    if pence is None:
        return ""
    if pence == 0:
        return "Free"
    return money.pounds(pence)


@register.filter
def pounds_short(pence: int | None) -> str:
    """£95, or £95.50: for a line of a list, where .00 is noise."""
    return pounds(pence).removesuffix(".00")


_FRACTIONS = {0: "", 15: "¼", 30: "½", 45: "¾"}


@register.filter
def hours_words(minutes: int | None) -> str:
    """45 minutes; 1 hour 30 minutes; from two hours up, 6½ hours."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if hours >= 2 and rest in _FRACTIONS:
        return f"{hours}{_FRACTIONS[rest]} hours"
    parts = []
    if hours:
        parts.append(count_of(hours, "hour,hours"))
    if rest or not hours:
        parts.append(count_of(rest, "minute,minutes"))
    return " ".join(parts)


@register.simple_tag
def minutes_between(start: datetime, end: datetime) -> int:
    """Return real minutes: an event that runs over a clock change keeps them."""
    # Two times of one zone are subtracted as wall times; UTC has no such jump.
    return int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60)


@register.filter
def count_of(number: int | None, nouns: str) -> str:
    """{{ 4|count_of:"place,places" }} → 4 places."""
    one, many = nouns.split(",")
    number = number or 0
    return f"{number:,} {one if number == 1 else many}"


@register.filter
def in_words(number: int | None) -> str:
    """One to ten in words, as running text wants them."""
    number = number or 0
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


@register.filter
def ordinal(number: int) -> str:
    """First to tenth in words, then 11th, 22nd, 113th."""
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    last = number % 10
    teens = 11 <= number % 100 <= 13
    suffix = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number:,}{suffix}"


# --- Drawn parts -----------------------------------------------------------

_ICONS = {
    "alert": '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.6v.3"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4"/>',
    "cal": (
        '<rect x="3.5" y="5" width="17" height="15.5" rx="1"/>'
        '<path d="M3.5 10h17M8 2.5V7M16 2.5V7"/>'
    ),
    "check": '<path d="M4.5 12.5l5 5L20 7"/>',
    "clock": '<circle cx="12" cy="12" r="9.25"/><path d="M12 6.5V12l4 2.5"/>',
    "door": (
        '<path d="M5 21V11a7 7 0 0 1 14 0v10zM9.5 21V12a2.5 2.5 0 0 1 5 0v9M2.5 21h19"/>'
    ),
    "down": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "info": '<circle cx="12" cy="12" r="9.25"/><path d="M12 11v5.5M12 7.4v.3"/>',
    "key": '<circle cx="7.5" cy="16.5" r="4"/><path d="M10.5 13.5 20 4M16 8l3 3"/>',
    "lock": (
        '<rect x="4.5" y="10.5" width="15" height="10" rx="1"/>'
        '<path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>'
    ),
    "mail": (
        '<rect x="3" y="5" width="18" height="14" rx="1"/><path d="M3.5 6 12 13l8.5-7"/>'
    ),
    "minus": '<path d="M5 12h14"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>',
    "phone": '<rect x="7" y="2.5" width="10" height="19" rx="1.5"/><path d="M11 18h2"/>',
    "pin": (
        '<path d="M12 21.5S5 14.6 5 9.5a7 7 0 0 1 14 0c0 5.1-7 12-7 12z"/>'
        '<circle cx="12" cy="9.5" r="2.25"/>'
    ),
    "play": '<path d="M7 4.5v15l13-7.5z" fill="currentColor"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "refresh": '<path d="M20 12a8 8 0 1 1-2.4-5.7M20 3.5V8h-4.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "undo": '<path d="M4 9h10.5a5 5 0 0 1 0 10H9M8 5 4 9l4 4"/>',
    "x": '<path d="M6 6l12 12M18 6 6 18"/>',
}
ICONS = {
    name: SafeString(
        f'<svg class="i i-{name}" viewBox="0 0 24 24" aria-hidden="true">{path}</svg>'
    )
    for name, path in _ICONS.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of ICONS. It is decoration: the word beside it says the thing."""
    return ICONS[name] if name else SafeString("")


# A state is a shape and a word, so that it survives without colour.
STATUS_CLASSES = {
    "open": "tag good tag-on",
    "good": "tag good tag-on",
    "few": "tag warn tag-half",
    "warn": "tag warn tag-half",
    "full": "tag spent tag-square",
    "closed": "tag tag-square",
    "bad": "tag bad tag-square",
    "draft": "tag",
    "past": "tag tag-bar",
}


@register.simple_tag
def status(kind: str, words: str) -> SafeString:
    """{% status "open" "Open for booking" %}."""
    return format_html('<span class="{}">{}</span>', STATUS_CLASSES[kind], words)


@register.simple_tag
def bar(percent: float, *, large: bool = False) -> SafeString:
    """Draw a bar. The sentence beside it says the same, so nobody needs to see it."""
    width = f"{min(max(percent, 0), 100):.4g}"
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 6" preserveAspectRatio="none" '
        'aria-hidden="true"><rect width="{}" height="6"/></svg>',
        " bar-l" if large else "",
        width,
    )


# With ten left a reader should not put it off; below half, or the smallest
# rooms would look as good as gone from the first day.
FEW = 10


@register.simple_tag
def places_left(
    left: int | None,
    capacity: int | None = None,
    *,
    waiting: int = 0,
    note: str = "",
    drawn: bool = True,
) -> SafeString:
    """Say how many places there are, then draw it.

    No capacity means no limit, and there is nothing to draw. The note is a
    sentence after the count, such as who is checking out.
    """
    if left is None or capacity is None:
        return format_html(
            '<p class="places"><span><b>No limit on places</b>{}</span></p>',
            f". {note}" if note else "",
        )
    if left <= 0:
        tone, strong = " spent", "Full."
        rest = " " + count_of(waiting, "person is,people are") + " waiting"
        if not waiting:
            rest = f" All {count_of(capacity, 'place is,places are')} taken"
            rest = rest.replace("All 1 place is", "The one place is")
    else:
        tone = " warn" if left <= FEW and left * 2 <= capacity else ""
        strong, rest = count_of(left, "place,places") + " left", f" of {capacity:,}"
    if note:
        rest += f". {note}"
    return format_html(
        '<p class="places{}"><span><b>{}</b>{}</span>{}</p>',
        tone,
        strong,
        rest,
        bar(100 * (capacity - max(left, 0)) / capacity) if drawn and capacity else "",
    )


@register.simple_tag
def slots(full: int, of: int, half: int = 0) -> SafeString:
    """Draw up to ten countable things: done, begun, to do."""
    kinds = ["full"] * full + ["half"] * half
    kinds += [""] * (of - len(kinds))
    return format_html(
        '<ul class="slots" aria-hidden="true">{}</ul>',
        format_html_join(
            "",
            "<li{}></li>",
            ((format_html(' class="{}"', kind) if kind else "",) for kind in kinds),
        ),
    )


# --- Where the reader is ---------------------------------------------------


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
def elided(page) -> list:
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
    width = _WIDTHS.get(type(widget).__name__, "")
    if not width and type(widget).__name__ in {"TextInput", "URLInput"}:
        width = "w-l"
    return f" {width}" if width else ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw a field's control alone, with our class and its own."""
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    classes = f"input{_width(widget)} {own}".strip()
    if isinstance(widget, CheckboxInput):
        classes = own
    return field.as_widget(attrs={"class": classes} if classes else None)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Say whether the field is a list of radio buttons or of boxes to tick."""
    return field.field.widget.__class__.__name__ in {
        "RadioSelect",
        "CheckboxSelectMultiple",
    } or getattr(field.field.widget, "input_type", "") in {"radio"}


@register.simple_tag
def error_items(*forms) -> list[dict[str, str]]:
    """List what is wrong, in the order of the page, each with the field to go to."""
    items = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        items += [{"words": words, "field": ""} for words in form.non_field_errors()]
        for field in form:
            if field.is_hidden:
                continue
            target = _first_control(field)
            items += [{"words": words, "field": target} for words in field.errors]
    return items


def _first_control(field: BoundField) -> str:
    # A group of choices has no control with the group's own id.
    return f"{field.auto_id}_0" if is_choices(field) else field.id_for_label


@register.filter
def errors_title(items: list) -> str:
    """Two things to put right."""
    words = in_words(len(items)).capitalize()
    return f"{words} {'thing' if len(items) == 1 else 'things'} to put right"


# --- Words for the reader --------------------------------------------------


@register.simple_tag
def said(messages) -> dict[str, list]:
    """Part what is done, which passes by, from what needs reading, which stays."""
    done, notices = [], []
    for message in messages or ():
        if message.level < WARNING:
            done.append(message)
        else:
            tone = "bad" if message.level >= ERROR else "warn"
            notices.append({"tone": tone, "words": message})
    return {"done": done, "notices": notices}
