"""What the database writes as JSON is what the API would have written of the view."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from agency_core.domain.actor import LOCAL_OWNER
from agency_core.domain.content import ContentFilter, ContentType, ContentView, FollowUpText, MediaItem, NewContent
from agency_core.domain.paging import Page

AT = datetime(2026, 12, 24, 9, 7, 1, 120_000, tzinfo=UTC)
VIEWS = TypeAdapter(tuple[ContentView, ...])
PLAIN = NewContent(
    ContentType.TEXT_POST, 'Said "so" \\ here', "Line one.\nLine two.\t\x01 Grüße 🦊 \u2028 </script>", ("linkedin", "x")
)
FULL = NewContent(
    ContentType.IMAGE_POST, "Full", "All there is.", ("linkedin", "x"), scheduled_time=AT, link="https://example.com/?a=1&b=2",
    media=(MediaItem("https://example.com/a.jpg", "Ä"), MediaItem("https://example.com/b.jpg")), variants={"x": 'A "variant"'},
    options={"linkedin": {"visibility": "PUBLIC"}}, follow_ups=(FollowUpText("More.", ("x",)), FollowUpText("And more.")),
    priority=1, topic="ovens", campaign="spring",
)


def test_content_is_written_as_its_views_are(agency, clock):
    for new in (PLAIN, FULL):
        agency.draft.create(LOCAL_OWNER, new=new)
        clock.move(timedelta(milliseconds=1500))
    views = agency.draft.list(LOCAL_OWNER, filter=ContentFilter())
    found = agency.draft.written(LOCAL_OWNER, filter=ContentFilter(), page=Page())
    assert [json.loads(each) for each in found.items] == json.loads(VIEWS.dump_json(views.items))
    assert {tuple(json.loads(each)) for each in found.items} == {tuple(each.name for each in fields(ContentView))}
    assert json.loads(found.items[0])["scheduled_time"] == "2026-12-24T09:07:01.120000Z"


def test_written_content_is_cut_and_filtered_as_its_views_are(agency, clock):
    for number in range(5):
        agency.draft.create(LOCAL_OWNER, new=NewContent(ContentType.TEXT_POST, f"Number {number}", "B", ("linkedin",)))
        clock.move(timedelta(seconds=1))
    wanted, cursor, titles = ContentFilter(text="Number"), "", []
    for _ in range(3):
        page = Page(2, cursor)
        found = agency.draft.written(LOCAL_OWNER, filter=wanted, page=page)
        titles.append([json.loads(each)["title"] for each in found.items])
        cursor = found.next_cursor
        assert cursor == agency.draft.list(LOCAL_OWNER, filter=wanted, page=page).next_cursor
    assert (titles, cursor) == ([["Number 4", "Number 3"], ["Number 2", "Number 1"], ["Number 0"]], "")
