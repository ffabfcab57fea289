"""The days that a question speaks of: `last 90 days`, `this quarter`, `in March`, `from 1 to 15 October 2026`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 3 * 366
Days = tuple[date, date]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)
_YEAR = r"20\d\d\b"
_DAY = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:,? {_YEAR})?)"
)
_WHOLE = rf"(?:{_MONTH}(?: {_YEAR})?|{_YEAR})"
_TO = r" (?:to|and|until|till|through|[-–]) "
_BACK = {"day": 1, "week": 7, "month": 0, "quarter": 0, "year": 0}
_ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Found:
    """What of a text speaks of days: where it stands, and the days; None with the reason why there are none."""

    start: int
    end: int
    days: Days | None
    why: str = ""


def days_in(text: str, today: date) -> list[Found]:
    """Every period in a text, in the order of its rules: the more exact first. Nothing is read twice."""
    found: list[Found] = []
    left = text
    for pattern, read in _RULES:
        for match in pattern.finditer(left):
            try:
                days = read(match, today)
                found.append(_within(match, days, today))
            except ValueError:
                found.append(Found(match.start(), match.end(), None, "is no day"))
        left = pattern.sub(lambda match: "¦" * len(match[0]), left)
    return found


def in_words(days: Days) -> str:
    """Days in words: `1 Oct – 31 Oct 2026`."""
    first, last = days
    if first == last:
        return f"{first.day} {first:%b} {first.year}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} – {last.day} {last:%b} {last.year}"


def _within(match: re.Match[str], days: Days, today: date) -> Found:
    first, last = days
    if first > last:
        return Found(match.start(), match.end(), None, "ends before it begins")
    if first > today:
        return Found(match.start(), match.end(), None, "has not begun yet")
    last = min(last, today)
    if (last - first).days > LONGEST:
        return Found(match.start(), match.end(), None, "is longer than three years")
    return Found(match.start(), match.end(), (first, last))


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.index(said.lower()) + 1


def _month_end(first: date, months: int = 1) -> date:
    """The last day of the month, `months` - 1 later."""
    return _months_on(first, months) - timedelta(days=1)


def _months_on(day: date, months: int) -> date:
    """The same day some months later (earlier when negative), or the last day that the month has."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def _whole(said: str, today: date) -> Days:
    """A month, with its year or the latest that has begun; or a year."""
    if said.isdigit():
        return date(int(said), 1, 1), date(int(said), 12, 31)
    name, _, year = said.partition(" ")
    month = _MONTHS.index(name[:3].lower()) + 1
    wanted = int(year) if year else today.year - (month > today.month)
    first = date(wanted, month, 1)
    return first, _month_end(first)


def _day(said: str, today: date) -> date:
    """One day; without a year the latest that has come."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return date.fromisoformat(said)
    if "." in said:
        day, month, year = (int(part) for part in said.split("."))
        return date(year, month, day)
    numbers = [int(each) for each in re.findall(r"\d+", said)]
    name = re.search(r"[a-z]{3,}", re.sub(r"\d+(?:st|nd|rd|th)", "", said).replace(" of ", " "), re.IGNORECASE)
    if name is None:
        raise ValueError(said)
    month = _MONTHS.index(name[0][:3].lower()) + 1
    if len(numbers) > 1:
        return date(numbers[1], month, numbers[0])
    found = date(today.year, month, numbers[0])
    return found if found <= today else found.replace(year=today.year - 1)


def _days(match: re.Match[str], today: date) -> Days:
    first, last = match["first"], match["last"]
    if first.isdigit() and len(first) <= 2:  # `from 1 to 15 October`: the month follows the second day
        first = re.sub(r"^\d+(?:st|nd|rd|th)?", first, last)
    end = _day(last, today)
    begin = _day(first, today)
    if begin > end and not re.search(_YEAR, first):
        begin = begin.replace(year=begin.year - 1) if re.search(_YEAR, last) is None else begin.replace(year=end.year)
    return begin, end


def _wholes(match: re.Match[str], today: date) -> Days:
    last = _whole(match["last"], today)
    said = match["first"]
    if not re.search(_YEAR, said):
        month = _MONTHS.index(said[:3].lower()) + 1
        first = date(last[0].year - (month > last[0].month), month, 1)
    else:
        first = _whole(said, today)[0]
    return first, last[1]


def _since(match: re.Match[str], today: date) -> Days:
    said = match["first"]
    first = _whole(said, today)[0] if re.fullmatch(_WHOLE, said, re.IGNORECASE) else _day(said, today)
    return first, today


def _back(match: re.Match[str], today: date) -> Days:
    number, unit = _number(match["number"]), match["unit"].lower()
    if not 1 <= number <= 400 * 3:
        raise ValueError(match[0])
    if _BACK[unit]:
        return today - timedelta(days=number * _BACK[unit] - 1), today
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    return _months_on(today, -months) + timedelta(days=1), today


def _named(match: re.Match[str], today: date) -> Days:
    which, unit = match["which"].lower(), match["unit"].lower()
    if which == "past":
        return today - timedelta(days={"week": 7, "month": 30, "quarter": 91, "year": 365}[unit] - 1), today
    back = which in {"last", "previous"}
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    first = _months_on(first, -months * back)
    return first, _month_end(first, months)


def _quarter(match: re.Match[str], today: date) -> Days:
    number = int(match["q"]) if match["q"] else _ORDINALS.index(match["ordinal"].lower()) + 1
    month = 3 * number - 2
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    first = date(year, month, 1)
    return first, _month_end(first, 3)


def _today(match: re.Match[str], today: date) -> Days:
    day = today - timedelta(days=match["word"].lower() == "yesterday")
    return day, day


def _so_far(match: re.Match[str], today: date) -> Days:
    yearly = match["word"].lower() in {"ytd", "year to date"}
    return today.replace(month=1, day=1) if yearly else today.replace(day=1), today


_LEAD = r"\b(?:(?:in|of|during|for|over|within|on) )?(?:the )?"


def _rule(pattern: str, read: Callable[[re.Match[str], date], Days]) -> tuple[re.Pattern[str], Callable[..., Days]]:
    return re.compile(pattern, re.IGNORECASE), read


_RULES = (
    _rule(rf"\b(?:(?:from|between) )?(?P<first>{_DAY}|(?<=from )\d{{1,2}}|(?<=between )\d{{1,2}}){_TO}(?P<last>{_DAY})", _days),
    _rule(rf"\b(?:(?:from|between) )(?P<first>{_WHOLE}){_TO}(?P<last>{_WHOLE})", _wholes),
    _rule(rf"\b(?:since|after|from) (?P<first>{_DAY}|{_WHOLE})(?: on(?:wards)?\b)?", _since),
    _rule(rf"{_LEAD}(?P<first>{_DAY})", lambda match, today: (_day(match["first"], today),) * 2),
    _rule(
        rf"{_LEAD}(?:(?:last|past|previous|recent) )?(?P<number>\d{{1,4}}|{'|'.join(_NUMBERS)}) "
        r"(?P<unit>day|week|month|quarter|year)s?\b", _back,
    ),
    _rule(r"\b(?P<word>ytd|year to date|mtd|month to date)\b", _so_far),
    _rule(
        rf"{_LEAD}(?:so far )?(?P<which>this|current|last|previous|past) (?P<unit>week|month|quarter|year)\b(?: so far\b)?",
        _named,
    ),
    _rule(
        rf"{_LEAD}(?:q(?P<q>[1-4])|(?P<ordinal>{'|'.join(_ORDINALS)}) quarter)\b(?:(?: of)? (?P<year>{_YEAR}))?", _quarter,
    ),
    _rule(
        rf"(?:\b(?:in|of|during|for|last|this) (?P<led>{_MONTH})|\b(?P<dated>{_MONTH} {_YEAR})|\b(?!may\b)(?P<bare>{_MONTH}))"
        rf"(?P<year> {_YEAR})?",
        lambda match, today: _whole((match["led"] or match["dated"] or match["bare"]) + (match["year"] or ""), today),
    ),
    _rule(rf"{_LEAD}(?P<year>(?<!\d){_YEAR})", lambda match, today: _whole(match["year"], today)),
    _rule(rf"{_LEAD}(?P<word>today|yesterday)\b", _today),
)
