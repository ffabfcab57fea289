"""No giant files, and most of them small."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tests.house.tree import GENERATED, ROOT, house, name, pages, product

MOST = 300
MOST_OF_A_PAGE = 150
MOST_OF_THE_HALL = 170
"""It only lists what there is: see docs/adr/0012."""
MEDIAN = 100
HALL = ROOT / "agency_core" / "agency.py"


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _bar(path: Path) -> int:
    return MOST_OF_THE_HALL if path == HALL else MOST_OF_A_PAGE if path in pages() else MOST


def test_no_file_is_longer_than_its_bar():
    written = [path for path in house() if GENERATED not in path.parents]
    assert {name(path): _lines(path) for path in written if _lines(path) > _bar(path)} == {}


def test_the_median_file_is_small():
    lengths = [_lines(path) for path in product() if path.name != "__init__.py" and GENERATED not in path.parents]
    assert median(lengths) <= MEDIAN
