"""Days as exports write them without a year, in the language of whoever exported: `March 8`, `8 de marzo`, `18 tháng Sáu`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from agency_core.errors import Invalid

_LANGUAGES = (
    "january february march april may june july august september october november december",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "mot hai ba tu nam sau bay tam chin muoi muoi_mot muoi_hai",
)
_MONTHS = tuple(tuple(line.split()) for line in _LANGUAGES)
_SMALL_WORDS = frozenset({"de", "del", "of", "thang", "ngay"})
_ASIAN = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})\.?")
_REMEDY = "Write it as 2026-03-31."


def day_of_year(text: str) -> tuple[int, int, int]:
    """Year (0 where none is written), month and day.

    Raises:
        Invalid: it is no such date.
    """
    asian = _ASIAN.fullmatch(text.strip())
    if asian:
        return int(asian[1] or 0), int(asian[2]), int(asian[3])
    short = _NUMBERS.fullmatch(text.strip())
    if short:
        return 0, int(short[1]), int(short[2])
    words = [word for word in re.findall(r"[^\W\d_]+|\d+", _plain(text)) if word not in _SMALL_WORDS]
    numbers = [int(word) for word in words if word.isdigit()]
    month = _month("_".join(word for word in words if not word.isdigit()))
    days = [number for number in numbers if 1 <= number <= 31]
    years = [number for number in numbers if number > 1000]
    if not month and "thang" in _plain(text) and len(days) == 2:
        return (years or [0])[0], days[1], days[0]
    if not month or len(days) != 1 or len(days) + len(years) != len(numbers):
        raise Invalid("is not a date that can be read", field="date", remedy=_REMEDY)
    return (years or [0])[0], month, days[0]


def dated(parts: Sequence[tuple[int, int, int] | None], today: date) -> list[date | None]:
    """The dates of consecutive rows: one without a year is the latest that fits its neighbours and is not after `today`.

    Args:
        parts: year (or 0), month and day of each row in the order of the file; None where there is none.
        today: the last day that a row can be of.
    """
    rising, falling = (_back_from(today, parts, order) for order in (range(len(parts) - 1, -1, -1), range(len(parts))))
    return rising if _span(rising) <= _span(falling) else falling


def _back_from(today: date, parts: Sequence[tuple[int, int, int] | None], order: Iterable[int]) -> list[date | None]:
    """The dates of the rows when each of `order` is no later than the one before."""
    found: list[date | None] = [None] * len(parts)
    latest = today
    for place in order:
        each = parts[place]
        if each is not None and each[0]:
            found[place] = _date(*each)
        elif each is not None:
            found[place] = _not_after(latest, each[1], each[2])
            latest = found[place] or latest
    return found


def _span(days: Sequence[date | None]) -> timedelta:
    known = [day for day in days if day is not None]
    return max(known) - min(known) if known else timedelta()


def _not_after(latest: date, month: int, day: int) -> date | None:
    for year in range(latest.year, latest.year - 9, -1):  # 29 February comes every four years, at times every eight
        found = _date(year, month, day)
        if found is not None and found <= latest:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # there is no such day in that year


def _month(word: str) -> int:
    """1 to 12 for a month's name or the beginning of one; 0 when it is none, or could be two."""
    if not word:
        return 0
    exact = {at for names in _MONTHS for at, name in enumerate(names, 1) if name == word}
    begun = {at for names in _MONTHS for at, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)}
    found = exact or begun
    return found.pop() if len(found) == 1 else 0


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each)).replace("đ", "d").replace("ı", "i")
