"""Drafts: written, checked, edited, deleted."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.client import Brief, ClientChanges
from agency_core.domain.content import ContentChanges, ContentFilter, ContentType, MediaItem, NewContent
from agency_core.domain.paging import Page
from agency_core.domain.preview import Words
from agency_core.errors import Conflict, Invalid, NotFound, Stale


def test_draft_keeps_what_was_said(desk, owner, agent, draft):
    media = (MediaItem("https://example.com/a.jpg", "A cup"),)
    made = draft(link="https://example.com/a", media=media, variants={"linkedin": "Own words."})
    read = desk.draft.get(owner, made.id)
    assert read == made
    assert (read.status, read.persona, read.client_id, read.revision) == ("draft", agent.persona, agent.client_id, 1)
    assert (read.text_for("linkedin"), read.text_for("instagram")) == ("Own words.", "What we want to say.")


def test_twitter_is_x(draft):
    assert draft(target_platforms=("twitter", "x", "linkedin")).target_platforms == ("x", "linkedin")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "), ("content_body", ""), ("title", "a" * 301), ("target_platforms", ()), ("target_platforms", ("myspace",)),
        ("link", "javascript:alert(1)"), ("media", (MediaItem("ftp://x"),)), ("content_body", "a\x00b"),
        ("scheduled_time", datetime.fromisoformat("2026-12-01T09:00:00")),
    ],
)  # fmt: skip
def test_bad_field_is_named(draft, desk, owner, field, value):
    with pytest.raises(Invalid) as caught:
        draft(**{field: value})
    assert caught.value.field == field
    assert caught.value.remedy
    assert desk.draft.counts(owner)["draft"] == 0


def test_unknown_agent_is_refused(desk, owner):
    with pytest.raises(NotFound) as caught:
        desk.draft.create(owner, new=NewContent(ContentType.TEXT_POST, "T", "B", ("linkedin",), creator_agent_id="nobody"))
    assert caught.value.field == "creator_agent_id"


def test_same_idempotency_key_gives_the_same_draft(desk, owner, agent):
    new = NewContent(ContentType.TEXT_POST, "T", "B", ("linkedin",), creator_agent_id=agent.id)
    first = desk.draft.create(owner, new=new, idempotency_key="k1")
    assert desk.draft.create(owner, new=new, idempotency_key="k1").id == first.id
    assert desk.draft.counts(owner)["draft"] == 1
    other = NewContent(ContentType.TEXT_POST, "Other", "B", ("linkedin",), creator_agent_id=agent.id)
    with pytest.raises(Conflict):
        desk.draft.create(owner, new=other, idempotency_key="k1")


def test_edit_of_an_old_revision_is_refused_and_nothing_is_lost(desk, owner, draft):
    made = draft()
    desk.draft.update(owner, made.id, changes=ContentChanges(title="Second", revision=1))
    with pytest.raises(Stale):
        desk.draft.update(owner, made.id, changes=ContentChanges(title="Third", revision=1))
    assert desk.draft.get(owner, made.id).title == "Second"


def test_edit_that_changes_nothing_keeps_the_revision(desk, owner, draft):
    made = draft()
    assert desk.draft.update(owner, made.id, changes=ContentChanges(title=made.title)).revision == 1


def test_time_can_be_cleared(desk, owner, draft, clock):
    made = draft(scheduled_time=clock.now() + timedelta(days=1))
    assert desk.draft.update(owner, made.id, changes=ContentChanges(clear_scheduled_time=True)).scheduled_time is None


def test_published_content_cannot_be_edited_or_deleted(desk, owner, scheduled, clock):
    content = scheduled(timedelta(minutes=1))
    clock.move(timedelta(minutes=1))
    desk.publish.drain()
    with pytest.raises(Conflict):
        desk.draft.update(owner, content.id, changes=ContentChanges(title="New"))
    with pytest.raises(Conflict):
        desk.draft.delete(owner, content.id)


def test_draft_can_be_deleted(desk, owner, draft):
    made = draft()
    desk.draft.delete(owner, made.id)
    with pytest.raises(NotFound):
        desk.draft.get(owner, made.id)


def test_duplicate_is_a_draft_without_a_time(desk, owner, scheduled):
    content = scheduled(timedelta(minutes=1))
    copy = desk.draft.duplicate(owner, content.id)
    assert (copy.status, copy.scheduled_time, copy.content_body) == ("draft", None, content.content_body)
    assert copy.id != content.id


def test_issues_name_platform_field_and_remedy(desk, owner, draft):
    made = draft(content_body="x" * 101, target_platforms=("linkedin", "youtube"))
    (issue,) = desk.draft.check(owner, made.id)
    assert (issue.platform, issue.field, issue.blocking, issue.remedy) == ("linkedin", "content_body", True, "Use at most 100.")


def test_platform_without_text_posts_gets_a_title_card(desk, owner, draft):
    made = draft(target_platforms=("instagram",))
    (issue,) = desk.draft.check(owner, made.id)
    assert (issue.rule, issue.blocking) == ("title_card", False)


def test_previews_measure_in_the_platforms_own_unit(desk, owner, draft):
    made = draft(content_body="héllo", target_platforms=("linkedin", "instagram", "youtube"))
    assert [(each.platform, each.words) for each in desk.draft.preview(owner, made.id)] == [
        ("linkedin", Words("héllo", 5, 100, "characters")), ("instagram", Words("héllo", 5, 100, "characters")),
    ]


def test_list_is_paged_newest_first_and_filtered(desk, owner, draft, clock):
    made = []
    for number in range(5):
        made.append(draft(title=f"Number {number}").id)
        clock.move(timedelta(seconds=1))
    first = desk.draft.list(owner, filter=ContentFilter(), page=Page(limit=2))
    second = desk.draft.list(owner, filter=ContentFilter(), page=Page(limit=2, cursor=first.next_cursor))
    third = desk.draft.list(owner, filter=ContentFilter(), page=Page(limit=2, cursor=second.next_cursor))
    assert [each.id for page in (first, second, third) for each in page.items] == made[::-1]
    assert third.next_cursor == ""
    found = desk.draft.list(owner, filter=ContentFilter(status="draft", platform="linkedin", text="Number 3"))
    assert [each.title for each in found.items] == ["Number 3"]
    assert desk.draft.list(owner, filter=ContentFilter(persona="data_decoder")).items == ()


def test_list_costs_one_query_whatever_its_length(desk, owner, draft, count_queries):
    for _ in range(5):
        draft()
    with count_queries(desk) as queries:
        desk.draft.list(owner, filter=ContentFilter())
    assert queries.selects == 1


def test_stranger_sees_no_content(desk, owner, stranger, draft):
    made = draft()
    assert desk.draft.list(stranger, filter=ContentFilter()).items == ()
    with pytest.raises(NotFound):
        desk.draft.get(stranger, made.id)
    with pytest.raises(NotFound):
        desk.draft.update(stranger, made.id, changes=ContentChanges(title="Mine"))


def test_times_come_back_in_utc(desk, owner, draft):
    made = draft(scheduled_time=datetime.fromisoformat("2026-12-01T10:00:00+02:00"))
    assert desk.draft.get(owner, made.id).scheduled_time == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_banned_words_forbid_publishing_and_other_brand_rules_advise(desk, owner, agent, draft):
    desk.clients.update(owner, agent.client_id, changes=ClientChanges(brief=Brief(tone="sober", banned_words=("cheap",))))
    made = draft(content_body="Cheap coffee!")
    assert {(each.rule, each.blocking) for each in desk.draft.check(owner, made.id)} == {("banned_word", True), ("tone", False)}
    with pytest.raises(Invalid) as caught:
        desk.review.submit(owner, made.id)
    assert caught.value.message == "linkedin: The brief bans 'cheap'."
