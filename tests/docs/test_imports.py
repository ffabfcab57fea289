"""What is said of imports is what they do."""

import json
import re

from agency_core.api.app import create_api
from agency_core.api.schemas.uploads import CountedPosts
from agency_core.domain.same_post import NEARLY, SAME_DAY
from agency_core.domain.upload import UploadStatus
from agency_core.services import batch, importing, matching, uploads
from agency_core.settings import Settings
from tests.docs.reading import blocks, names, rows, section, text


def test_every_state_stands_with_its_meaning():
    assert [names(state)[0] for state, _ in rows("imports.md", "States")] == list(UploadStatus)


def test_every_call_exists():
    paths = create_api(lambda: None).openapi()["paths"]
    told = [names(cell)[0].split() for cell, _ in rows("imports.md", "Over the API")]
    assert [call for call in told if call[0].lower() not in paths.get(call[1].removeprefix("/api"), {})] == []


def test_the_bounds_are_those_kept():
    said = text("imports.md")
    kept = (
        f"{NEARLY.seconds // 60} minutes", f"{SAME_DAY.days * 24} hours", f"after {uploads.KEPT_FOR.days} days",
        f"newest {matching.OURS:,} of our posts", f"newest {matching.THEIRS:,} others", f"up to {batch.MOST:,} posts",
        f"of up to {importing.KEPT_REJECTS:,}",
    )
    assert [bound for bound in kept if bound not in said] == []
    assert f"({Settings().upload_mb} unless set)" in section("importing.md", "Limits")


def test_the_batch_that_is_shown_is_taken():
    (shown,) = blocks("imports.md", "json")
    assert len(CountedPosts(**json.loads(shown)).rows) == 1
    assert re.search(r"`rows\[3\]\.taken_at`", text("imports.md"))
