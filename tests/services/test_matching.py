"""Posts of exports that are probably ours: offered by time and words, joined or left alone, remembered either way."""

from datetime import datetime, timedelta

import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.numbers import PostFilter
from agency_core.domain.upload import NewCount
from agency_core.errors import Conflict, NotFound
from agency_core.models import PostRow
from agency_core.models.base import millis
from agency_core.services.posts import describe
from agency_core.services.tally import changing
from agency_core.store.queries import content as contents

WORDS = "Three lessons from ninety days of baking rye bread in a small town."


def urn(kind: str, at: datetime) -> str:
    """The id of a LinkedIn post that was made at a time."""
    return f"urn:li:{kind}:{millis(at) << 22}"


@pytest.fixture
def client(agency, owner):
    return agency.clients.own(owner)


@pytest.fixture
def at(clock):
    """When our post was published."""
    return clock.now() - timedelta(days=3)


@pytest.fixture
def ours(agency, owner, client, at):
    """The id of our content, which is a post on LinkedIn."""
    made = agency.draft.create(owner, new=NewContent(ContentType.TEXT_POST, "Lessons", WORDS, ("linkedin",), "", topic="bread"))
    with agency.db.transaction() as session, changing(session, client.id) as change:
        post = PostRow(
            client_id=client.id, platform="linkedin", external_id=urn("share", at), published_at=at, day_only=False,
            url="https://www.linkedin.com/feed/update/1",
        )
        describe(post, contents.get(session, made.id))
        session.add(post)
        session.flush()
        change.made([post.pk])
        change.renamed([post.pk])
    return made.id


@pytest.fixture
def told(agency, owner, client, at):
    """Tells of a post that was published `apart` from ours, by a CSV export; gives the upload."""

    def telling(apart=timedelta(seconds=1), *, text="", views=100, exported_at=None):
        table = f"Link,Caption,Views\nhttps://www.linkedin.com/feed/update/{urn('activity', at + apart)},{text},{views}\n"
        seen = agency.uploads.receive(owner, client.id, filename="table.csv", chunks=[table.encode()])
        mapping = {"url": "Link", "text": "Caption", "views": "Views"}
        agency.uploads.start(owner, seen.upload_id, mapping=mapping, platform="linkedin", exported_at=exported_at)
        agency.uploads.run_queued()
        return agency.uploads.get(owner, seen.upload_id)

    return telling


def posts(agency, owner, client):
    """(content, views) of every post, the most views first."""
    today = agency.clock.now().date()
    found = agency.numbers.top_posts(owner, wanted=PostFilter(client.id, today - timedelta(days=30), today))
    return sorted(((each.content_id, each.views) for each in found), key=lambda each: -(each[1] or 0))


@pytest.mark.parametrize(
    ("apart", "text", "by"),
    [
        (timedelta(seconds=179), "", "time"), (timedelta(seconds=-179), "Something else altogether", "time"),
        (timedelta(seconds=181), "", None), (timedelta(hours=23), WORDS.upper() + " https://example.org", "text"),
        (timedelta(hours=25), WORDS, None), (timedelta(seconds=2), WORDS, "text"),
    ],
)
def test_near_match_is_offered_by_time_or_words(agency, owner, client, ours, told, apart, text, by):
    told(apart, text=text)
    found = agency.uploads.matching.list(owner, client_id=client.id)
    assert [(each.by, each.content_id, each.seconds) for each in found] == (
        [(by, ours, abs(int(apart.total_seconds())))] if by else []
    )


def test_accepted_match_is_counted_once_as_ours_and_the_next_import_lands_there(agency, owner, client, ours, told, clock):
    first = told()
    assert posts(agency, owner, client) == [("", 100), (ours, None)]
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    agency.uploads.matching.accept(owner, match.id)
    assert posts(agency, owner, client) == [(ours, 100)]
    assert agency.uploads.get(owner, first.id).posts_ours == 1
    assert agency.uploads.matching.list(owner, client_id=client.id) == ()
    clock.move(timedelta(days=1))
    newer = told(views=130)
    assert (newer.rows_added, newer.posts_ours) == (1, 1)
    assert posts(agency, owner, client) == [(ours, 130)]
    assert agency.tally.drifted(client.id) == ()


def test_import_is_taken_back_though_its_post_became_ours(agency, owner, client, ours, told):
    first = told()
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    agency.uploads.matching.accept(owner, match.id)
    agency.uploads.importing.undo(owner, first.id)
    assert posts(agency, owner, client) == [(ours, None)]
    again = told(views=90)
    assert again.posts_ours == 1
    assert posts(agency, owner, client) == [(ours, 90)]
    assert agency.tally.drifted(client.id) == ()


def test_counts_of_our_own_stay_and_the_newest_of_both_counts(agency, owner, client, ours, told, at, clock):
    told(views=100, exported_at=clock.now() - timedelta(days=2))
    row = NewCount("linkedin", urn("share", at), clock.now() - timedelta(days=1), {"views": 120})
    agency.uploads.batch.record(owner, client.id, rows=[row])
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    agency.uploads.matching.accept(owner, match.id)
    assert posts(agency, owner, client) == [(ours, 120)]
    told(views=140)
    assert posts(agency, owner, client) == [(ours, 140)]
    assert agency.tally.drifted(client.id) == ()


def test_dismissed_match_is_not_offered_again(agency, owner, client, ours, told):
    told()
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    agency.uploads.matching.dismiss(owner, match.id)
    assert agency.uploads.matching.list(owner, client_id=client.id) == ()
    assert posts(agency, owner, client) == [("", 100), (ours, None)]


def test_match_is_accepted_once(agency, owner, client, ours, told):
    told()
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    agency.uploads.matching.accept(owner, match.id)
    with pytest.raises(Conflict):
        agency.uploads.matching.accept(owner, match.id)


def test_what_is_no_match_is_not_joined(agency, owner, client, ours, told, stranger):
    told(timedelta(days=2))
    with agency.db.reading() as session:
        pks = [row.pk for row in session.query(PostRow).order_by(PostRow.pk)]
    with pytest.raises(Conflict):
        agency.uploads.matching.accept(owner, f"{pks[1]}-{pks[0]}")
    for wrong in ("", "nope", "1", f"{pks[1]}-999999", f"{pks[0]}-{pks[1]}", "1-2-3", "9" * 30 + "-1"):
        with pytest.raises((NotFound, Conflict)):
            agency.uploads.matching.accept(owner, wrong)
    with pytest.raises(NotFound):
        agency.uploads.matching.dismiss(stranger, f"{pks[1]}-{pks[0]}")
    with pytest.raises(NotFound):
        agency.uploads.matching.list(stranger, client_id=client.id)


def test_import_of_our_own_id_lands_on_our_post_by_itself(agency, owner, client, ours, at, clock):
    table = f"Post id,Views\n{urn('share', at)},77\n"
    seen = agency.uploads.receive(owner, client.id, filename="table.csv", chunks=[table.encode()])
    agency.uploads.start(owner, seen.upload_id, mapping={"external_id": "Post id", "views": "Views"}, platform="linkedin")
    agency.uploads.run_queued()
    assert agency.uploads.get(owner, seen.upload_id).posts_ours == 1
    assert posts(agency, owner, client) == [(ours, 77)]
