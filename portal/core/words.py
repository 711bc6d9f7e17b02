"""How a date, a time, a sum or a count reads, on a page and in a mail.

Every time is shown as UK time. Nothing else writes one out, so that no two
places disagree about how.
"""

import math
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from . import money
from .clock import UK

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


def in_uk(moment: datetime) -> datetime:
    return moment.astimezone(UK)


def uk_day_of(value: date | datetime) -> date:
    return in_uk(value).date() if isinstance(value, datetime) else value


def uk_date(value: date | datetime | None) -> str:
    """Wednesday 9 December 2026."""
    if not value:
        return ""
    day = uk_day_of(value)
    return f"{WEEKDAYS[day.weekday()]} {uk_day(day)}"


def uk_day(value: date | datetime | None) -> str:
    """9 December 2026: for publication dates, where the weekday says nothing."""
    if not value:
        return ""
    day = uk_day_of(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def uk_month(value: date | datetime | None) -> str:
    """December 2026."""
    if not value:
        return ""
    day = uk_day_of(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def month_name(value: date | datetime | None) -> str:
    """December."""
    return MONTHS[uk_day_of(value).month - 1] if value else ""


def uk_time(value: datetime | None) -> str:
    """10:00, or 01:30 GMT in the hour that the clocks strike twice."""
    if not value:
        return ""
    moment = in_uk(value)
    zone = ""
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        zone = f" {moment.tzname()}"
    return f"{moment:%H:%M}{zone}"


def uk_time_range(start: datetime | None, end: datetime | None = None) -> str:
    """10:00 to 11:00; an end on a later day is named with its day."""
    if not start or not end:
        return uk_time(start)
    if uk_day_of(start) == uk_day_of(end):
        return f"{uk_time(start)} to {uk_time(end)}"
    return f"{uk_time(start)} to {uk_date(end)}, {uk_time(end)}"


def uk_datetime(value: datetime | None) -> str:
    """Wednesday 9 December 2026, 10:00."""
    return f"{uk_date(value)}, {uk_time(value)}" if value else ""


def uk_until(value: datetime | None) -> str:
    """Friday 4 December 2026, 12:40; and the end of a day for the midnight after it."""
    if value is None:
        return ""
    local = in_uk(value)
    if (local.hour, local.minute) == (0, 0):
        return f"the end of {uk_date(local - timedelta(hours=1))}"
    return uk_datetime(value)


def uk_when(start: datetime | None, end: datetime | None = None) -> str:
    """Wednesday 9 December 2026, 10:00 to 11:00 UK time."""
    return f"{uk_date(start)}, {uk_time_range(start, end)} UK time" if start else ""


class OwnTime(NamedTuple):
    """A moment on the reader's own clock: Abu Dhabi, 14:00 to 15:00, the same day."""

    place: str
    hours: str
    rest: str


def own_time(
    zone: str,
    start: datetime,
    end: datetime | None = None,
    joining: datetime | None = None,
) -> OwnTime | None:
    """Return the reader's own time, or None where the clocks show the same."""
    if not zone:
        return None
    there = start.astimezone(ZoneInfo(zone))
    if there.replace(tzinfo=None) == in_uk(start).replace(tzinfo=None):
        return None
    hours = f"{there:%H:%M}"
    if end:
        hours += f" to {end.astimezone(there.tzinfo):%H:%M}"
    same_day = there.date() == in_uk(start).date()
    rest = "the same day" if same_day else f"on {uk_date(there.date())}"
    if joining:
        door = joining.astimezone(there.tzinfo)
        rest += f", join from {door:%H:%M}"
        rest += " the day before" if door.date() < there.date() else ""
    return OwnTime(zone.rpartition("/")[2].replace("_", " "), hours, rest)


def uk_date_range(start: date | datetime | None, end: date | datetime | None) -> str:
    """Wednesday 10 to Thursday 11 February 2027: no part said twice."""
    if not start or not end or uk_day_of(start) == uk_day_of(end):
        return uk_date(start or end)
    first, last = uk_day_of(start), uk_day_of(end)
    opening = f"{WEEKDAYS[first.weekday()]} {first.day}"
    if first.month != last.month or first.year != last.year:
        opening += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        opening += f" {first.year}"
    return f"{opening} to {uk_date(last)}"


def iso(value: date | datetime | None) -> str:
    """Return what a datetime attribute wants, with UK time's own offset."""
    if not value:
        return ""
    if isinstance(value, datetime):
        return in_uk(value).isoformat(timespec="minutes")
    return value.isoformat()


def pounds(pence: int | None) -> str:
    """£95.00; nothing to pay is Free."""
    if pence is None:
        return ""
    if pence == 0:
        return "Free"
    return money.pounds(pence)


def pounds_short(pence: int | None) -> str:
    """£95, or £95.50: for a line of a list, where .00 is noise."""
    return pounds(pence).removesuffix(".00")


_FRACTIONS = {0: "", 15: "¼", 30: "½", 45: "¾"}


def hours_words(minutes: int | None) -> str:
    """45 minutes; 1 hour 30 minutes; from two hours up, 6½ hours."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if hours > 1 and rest in _FRACTIONS:
        return f"{hours}{_FRACTIONS[rest]} hours"
    parts = []
    if hours:
        parts.append(count_of(hours, "hour,hours"))
    if rest or not hours:
        parts.append(count_of(rest, "minute,minutes"))
    return " ".join(parts)


def minutes_between(start: datetime, end: datetime) -> int:
    """Return real minutes: an event that runs over a clock change keeps them."""
    # Two times of one zone are subtracted as wall times; UTC has no such jump.
    return int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60)


# From how many on the next larger unit is how a person would count.
_SECONDS, _MINUTES, _HOURS = 60, 120, 48


def to_go(start: datetime, end: datetime) -> tuple[int, str]:
    """Return the figure and the unit until a moment, as countdown.js counts on."""
    seconds = max(math.ceil((end - start).total_seconds()), 0)
    minutes = math.ceil(seconds / 60)
    hours = minutes // 60
    if seconds <= _SECONDS:
        count, unit = seconds, "second"
    elif minutes < _MINUTES:
        count, unit = minutes, "minute"
    elif hours < _HOURS:
        count, unit = hours, "hour"
    else:
        count, unit = hours // 24, "day"
    return count, unit if count == 1 else f"{unit}s"


def count_of(number: int | None, nouns: str) -> str:
    """{{ 4|count_of:"place,places" }} → 4 places."""
    one, many = nouns.split(",")
    number = number or 0
    return f"{number:,} {one if number == 1 else many}"


def in_words(number: int | None) -> str:
    """One to ten in words, as running text wants them."""
    number = number or 0
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_TEENS = {11, 12, 13}


KILO = 1000


def file_size(size: int | None) -> str:
    """312 kB, 2.4 MB: as people say it, with no more figures than they need."""
    if not size:
        return ""
    if size < KILO**2:
        return f"{max(1, round(size / KILO))} kB"
    return f"{size / KILO**2:.1f} MB"


def ordinal(number: int) -> str:
    """First to tenth in words, then 11th, 22nd, 113th."""
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    last = number % 10
    suffix = "th" if number % 100 in _TEENS else _SUFFIXES.get(last, "th")
    return f"{number:,}{suffix}"


# In the order in which they give themselves away: every browser claims to be
# several others.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """Firefox on Windows: enough for somebody to know their own devices again."""
    browser = next((n for mark, n in _BROWSERS.items() if mark in user_agent), "")
    machine = next((n for mark, n in _DEVICES.items() if mark in user_agent), "")
    if browser and machine:
        return f"{browser} on {machine}"
    return browser or machine or "A device that does not say what it is"
