"""How KPIs are written: values in their units, targets, verdicts by icon and word, what is known of a definition."""

from __future__ import annotations

from datetime import timedelta

from agency_core.domain.kpi import Better, Definition, KpiView, Unit
from agency_core.ui import kit

_SIZES = ("B", "kB", "MB", "GB", "TB")


def value(number: float | None, unit: str) -> str:
    """A value in its unit: `93.1 %`, `42 s`, `85 ms`, `0.7 a day`, `1.2 GB`; a dash for none."""
    if number is None:
        return kit.MISSING
    if unit == Unit.SHARE:
        return kit.percent(number, 2 if 0.99 <= number < 1 else 1)
    if unit == Unit.MS:
        return kit.milliseconds(number)
    if unit == Unit.SECONDS:
        return f"{number:.1f}\u202fs" if 0 < number < 10 and number != int(number) else kit.span(timedelta(seconds=number))
    if unit == Unit.BYTES:
        return _bytes(number)
    words = {Unit.PER_DAY: " a day", Unit.DAYS: " days"}.get(Unit(unit), "")
    return f"{number:.1f}".removesuffix(".0") + words if words else kit.compact(number)


def _bytes(number: float) -> str:
    place = 0
    while number >= 1000 and place < len(_SIZES) - 1:
        number, place = number / 1000, place + 1
    return f"{number:.1f}".removesuffix(".0") + f"\u202f{_SIZES[place]}"


def target(kpi: KpiView | Definition) -> str:
    """What is aimed at: `at least 95.0 %`, `below 5 min`, `3 to 5 %`; a dash for none."""
    if kpi.target is None:
        return kit.MISSING
    if kpi.target_high is not None:
        return f"{kpi.target * 100:g} to {kpi.target_high * 100:g}\u202f%"
    aim = f"{kpi.target * 100:g}\u202f%" if kpi.unit == Unit.SHARE else value(kpi.target, kpi.unit)
    return f"{'at least' if kpi.better == Better.HIGHER else 'below'} {aim}"


def too_few(kpi: KpiView) -> str:
    """What is missing before anything can be said: `Not enough data yet (7 of 20 deliveries)`."""
    return f"Not enough data yet ({min(kpi.sample, kpi.fewest)} of {kpi.fewest} {kpi.cases})"


def verdict(kpi: KpiView) -> str:
    """Whether the target is met, as Markdown: an icon and words, not a colour alone."""
    if not kpi.enough:
        return f":gray[:material/hourglass_empty: {too_few(kpi)}, target {target(kpi)}]"
    if kpi.is_met is None:
        return ""
    word = ":green[:material/check_circle: On target:]" if kpi.is_met else ":orange[:material/warning: Off target:]"
    return f"{word} {target(kpi)}"


def standing(kpi: KpiView) -> str:
    """The same for a cell of a table: sign, value and word."""
    if not kpi.enough:
        return f"◷ {min(kpi.sample, kpi.fewest)} of {kpi.fewest}" if kpi.sample < kpi.fewest else kit.MISSING
    sign = {True: "✓ ", False: "▲ "}.get(kpi.is_met, "") if kpi.is_met is not None else ""
    return f"{sign}{value(kpi.value, kpi.unit)}"


def definition(kpi: KpiView) -> str:
    """What stands behind a figure, as Markdown: formula, sample, source, and what else is to be known."""
    said = [kpi.formula, f"Counted over {kit.number(kpi.sample)} {kpi.cases}.", kpi.note, f"From: {kpi.source}."]
    return "  \n".join(kit.plain(each) for each in said if each)
