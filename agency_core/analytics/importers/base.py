"""What an importer is: which columns it knows, and how one row of them becomes a post."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from agency_core.analytics.cells import Unit, count, dotted_count, fold, is_missing, labels, number
from agency_core.analytics.moments import in_utc, settle, stamp
from agency_core.analytics.post_ids import locate
from agency_core.analytics.rows import PostRow, Refused, RowError, shown
from agency_core.domain.metric import METRICS
from agency_core.domain.platform import Platform, platform
from agency_core.errors import Invalid

LAST = datetime.max.replace(tzinfo=UTC)
"""The end of time."""
WORDS = (
    "external_id", "url", "published_at", "text", "title", "content_type", "account", "network", "period", "taken_at",
    "campaign", "topic", "exported",
)
"""Fields that hold text; every other field is a number."""

Cells = Mapping[str, str]


def places_of(names: Sequence[str]) -> dict[str, int]:
    """Where each name stands, folded; of equal names the leftmost."""
    return {fold(name): position for position, name in reversed(list(enumerate(names)))}


@dataclass(frozen=True)
class Importer:
    """One format of export.

    `columns` maps each of our fields to the names its column may have; the first that is found wins, and of several
    columns with one name the leftmost. `platform` is None when each row names its own. `zone` is the zone of the dates,
    None when it is that of whoever exported. `trust_file`: see `moments.settle`. `check` raises `Refused` on a row
    that shows the whole file to be of another kind; `is_total` tells rows that are sums over the others.
    """

    name: str
    label: str
    platform: Platform | None
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    units: Mapping[str, Unit] = field(default_factory=dict)
    content_types: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    trust_file: bool = False
    check: Callable[[Cells], None] | None = None
    is_total: Callable[[Cells], bool] | None = None

    def positions(self, header: Sequence[str]) -> dict[str, int]:
        """The position of each field's column, as far as the header has them."""
        places = places_of(header)
        found: dict[str, int] = {}
        for our_field, names in self.columns.items():
            position_or_none = next((places[name] for name in names if name in places), None)
            if position_or_none is not None:
                found[our_field] = position_or_none
        return found

    def recognise(self, header: Sequence[str]) -> int:
        """How many of its columns the header has; 0 when one is missing without which there is no such export."""
        found = self.positions(header)
        return len(found) if all(name in found for name in self.required) else 0

    def names(self) -> frozenset[str]:
        """Every column name it knows, folded."""
        return frozenset(name for names in self.columns.values() for name in names)


@dataclass(frozen=True)
class RowReader:
    """An importer bound to the columns of one file; `zone` is that of whoever exported it, `now` when it is read.

    `words` are the positions of the fields that hold text, `numbers` those of the others with how each is read.
    """

    importer: Importer
    labels: tuple[str, ...]
    positions: Mapping[str, int]
    zone: tzinfo
    now: datetime
    words: tuple[tuple[str, int], ...]
    numbers: tuple[tuple[str, int, Unit], ...]

    @classmethod
    def of(
        cls, importer: Importer, header: Sequence[str], zone: tzinfo = UTC, now: datetime = LAST, *, has_comma: bool = False
    ) -> RowReader:
        """The reader of a file with this header; `has_comma`: it writes a comma before decimals."""
        counted = dotted_count if has_comma else count
        positions = importer.positions(header)
        words = tuple((name, position) for name, position in positions.items() if name in WORDS)
        numbers = tuple(
            (name, position, counted if name in METRICS else importer.units.get(name, number))
            for name, position in positions.items() if name not in WORDS
        )
        return cls(importer, labels(header), positions, importer.zone or zone, now, words, numbers)

    def read(self, line: int, row: Sequence[str]) -> PostRow | list[RowError] | None:
        """The post in a row, or all that is wrong with the row; None for a row of totals.

        Raises:
            Refused: the row shows that the file holds something else than posts.
        """
        cells = {name: row[position].strip() for name, position in self.words}
        if self.importer.is_total and self.importer.is_total(cells):
            return None
        if self.importer.check:
            self.importer.check(cells)
        numbers, errors = self._numbers(line, row)
        try:
            post = self._post(line, cells, numbers)
        except Refused:
            raise
        except Invalid as error:
            errors.insert(0, self._error(line, row, error.field or "external_id", error))
        return errors or post

    def _numbers(self, line: int, row: Sequence[str]) -> tuple[dict[str, float | None], list[RowError]]:
        numbers: dict[str, float | None] = {}
        errors: list[RowError] = []
        for name, position, unit in self.numbers:
            try:
                numbers[name] = unit(row[position])
            except Invalid as error:
                errors.append(self._error(line, row, name, error))
        return numbers, errors

    def _post(self, line: int, cells: Cells, numbers: Mapping[str, float | None]) -> PostRow:
        on = self.importer.platform or network_of(cells.get("network", ""))
        located = locate(on, cells.get("external_id", ""), cells.get("url", ""))
        written = stamp(cells.get("published_at", ""))
        published = settle(written, located.made_at, self.zone, trust_file=self.importer.trust_file)
        kind = cells.get("content_type", "")
        return PostRow(
            line, on, located.external_id, published.at, published.known_from, located.url,
            _said(cells, "text") or _said(cells, "title"), self.importer.content_types.get(fold(kind) if kind else "", ""),
            {name: value for name, value in numbers.items() if name in METRICS},
            {name: value for name, value in numbers.items() if name not in METRICS and value is not None},
            _said(cells, "account"), _said(cells, "campaign"), _said(cells, "topic"), self._taken_at(cells.get("taken_at", "")),
        )

    def _taken_at(self, text: str) -> datetime | None:
        counted = stamp(text, "taken_at")
        if counted is None:
            return None
        at = in_utc(counted, self.zone, "taken_at")
        if at > self.now:
            raise Invalid("lies in the future", field="taken_at", remedy="Check the date, and the zone that it is read in.")
        return at

    def _error(self, line: int, row: Sequence[str], name: str, error: Invalid) -> RowError:
        position = self.positions.get("url" if name == "external_id" and name not in self.positions else name)
        if position is None:
            return RowError(line, "", "", error.message, error.remedy)
        return RowError(line, self.labels[position], shown(row[position]), error.message, error.remedy)


def network_of(text: str) -> Platform:
    """The platform that a cell such as `Facebook page` or `X (Twitter)` names first."""
    return platform(re.split(r"[\s(/]", text.strip(), maxsplit=1)[0], field="network")


def _said(cells: Cells, name: str) -> str:
    text = cells.get(name, "")
    return "" if is_missing(text) else text
