"""What docs/media.md says of files is what the connectors and the library say of themselves."""

from __future__ import annotations

import pytest

from agency_core.domain.media import SUFFIXES
from agency_core.domain.platform import LABELS, FileLimits, MediaSort
from agency_core.media.fit import LONGEST_SIDE
from agency_core.media.look import MOST_PICTURE_BYTES, MOST_PIXELS
from agency_core.platforms import CONNECTORS
from agency_core.services.addresses import HOURS
from agency_core.services.shelf import COPIES_KEPT
from agency_core.tasks.prune import PORTION
from agency_core.ui.library.upload import MOST_MB
from agency_core.ui.library.words import kind
from tests.docs.reading import rows, text

NONE = "none"


def told(limits: FileLimits | None) -> str:
    """Limits in the words of the table: `JPEG, PNG; 2,000,000 bytes; sides 320 to 2000; shape 0.80 to 1.91; 3 to 900 s`."""
    if limits is None:
        return NONE
    said = [", ".join(sorted(kind(each) for each in limits.types)), f"{limits.most_bytes:,} bytes"]
    if limits.least_side or limits.most_side:
        said.append(f"sides {limits.least_side or 1}{f' to {limits.most_side}' if limits.most_side else ' and more'}")
    if limits.aspect:
        said.append(f"shape {limits.aspect[0]:.2f} to {limits.aspect[1]:.2f}")
    if limits.seconds:
        said.append(f"{limits.seconds[0]:g} to {limits.seconds[1]:g} s")
    return "; ".join(said)


def fetched(can):
    sorts = [f"{sort.value}s" for sort in MediaSort if sort in can.fetches]
    return f"fetches {' and '.join(sorts)}" if sorts else "is sent"


@pytest.mark.parametrize("key", CONNECTORS)
def test_the_table_tells_what_each_platform_takes(key):
    can, label = CONNECTORS[key].facts.capabilities, LABELS[CONNECTORS[key].facts.key]
    line = next((row[1:] for row in rows("media.md", "What each platform takes") if row[0] == label), None)
    assert line == [*(told(can.files.get(sort)) for sort in MediaSort), fetched(can)]


def test_the_numbers_of_the_library_are_told():
    said = " ".join(text("media.md").split())
    for words in (
        f"may have {MOST_PICTURE_BYTES // 1_000_000} MB;",
        f"{MOST_PIXELS // 1_000_000} million pixels", f"{LONGEST_SIDE} pixels", f"{COPIES_KEPT.days} days", f"{MOST_MB} MB",
        f"ends {HOURS} to {HOURS + 1} hours", {1000: "a thousand files a day"}[PORTION],
        ", ".join(sorted({kind(mime) for mime in SUFFIXES})),
    ):
        assert words in said
