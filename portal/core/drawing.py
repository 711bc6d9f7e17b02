"""The parts that are drawn: a date as an object, a state, a bar, an icon.

What is drawn is always said in words as well, so it is hidden from assistive
technology.
"""

from datetime import date, datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .words import MONTHS, WEEKDAYS, count_of, uk_day_of

DASH = "\N{EN DASH}"


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
    first, last = uk_day_of(start), uk_day_of(end or start)
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
        '<path d="M5 21V11a7 7 0 0 1 14 0v10zM9.5 21V12a2.5 2.5 0 0 1 5 0v9"/>'
        '<path d="M2.5 21h19"/>'
    ),
    "down": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "info": '<circle cx="12" cy="12" r="9.25"/><path d="M12 11v5.5M12 7.4v.3"/>',
    "key": '<circle cx="7.5" cy="16.5" r="4"/><path d="M10.5 13.5 20 4M16 8l3 3"/>',
    "lock": (
        '<rect x="4.5" y="10.5" width="15" height="10" rx="1"/>'
        '<path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>'
    ),
    "mail": (
        '<rect x="3" y="5" width="18" height="14" rx="1"/>'
        '<path d="M3.5 6 12 13l8.5-7"/>'
    ),
    "minus": '<path d="M5 12h14"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>',
    "phone": (
        '<rect x="7" y="2.5" width="10" height="19" rx="1.5"/><path d="M11 18h2"/>'
    ),
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


def status(kind: str, words: str) -> SafeString:
    """{% status "open" "Open for booking" %}."""
    return format_html('<span class="{}">{}</span>', STATUS_CLASSES[kind], words)


def bar(percent: float, *, large: bool = False) -> SafeString:
    """Draw a bar. The sentence beside it says the same, so nobody needs to see it."""
    width = f"{min(max(percent, 0), 100):.4g}"
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 6" preserveAspectRatio="none" '
        'aria-hidden="true"><rect width="{}" height="6"/></svg>',
        " bar-l" if large else "",
        width,
    )


# Where nobody has said what few is: with ten left a reader should not put it off;
# below half, or the smallest rooms would look as good as gone from the first day.
FEW = 10


def places_left(
    left: int | None,
    capacity: int | None = None,
    *,
    waiting: int = 0,
    note: str = "",
    drawn: bool = True,
    few: bool | None = None,
) -> SafeString:
    """Say how many places there are, then draw it, as a warning when they are few.

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
        if few is None:
            few = left <= FEW and left * 2 <= capacity
        tone = " warn" if few else ""
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
