from datetime import timedelta

import pytest

from agency_core.domain.content import ContentChanges, ContentFilter
from agency_core.domain.numbers import PostFilter
from agency_core.errors import Conflict, Invalid, Stale
from agency_core.models import PostRow
from agency_core.services.respond import GRACE

SOON = timedelta(hours=1)


@pytest.fixture
def published(desk, scheduled, clock):
    """Content that is out, with topic and campaign."""
    content = scheduled(SOON, topic="brakes", campaign="Spring")
    clock.move(SOON)
    desk.publish.drain()
    return content


@pytest.fixture
def under(desk, owner, clock):
    """The contents whose posts of these days are counted under a tag."""

    def finding(client_id, **wanted):
        day = clock.now().date()
        posts = desk.numbers.top_posts(owner, wanted=PostFilter(client_id, day - SOON * 24, day, **wanted))
        return [each.content_id for each in posts]

    return finding


def test_posts_are_counted_under_the_topic_of_their_content(published, under):
    assert under(published.client_id, topic="brakes", campaign="Spring") == [published.id]
    assert under(published.client_id, topic="bread") == []


def test_another_topic_of_published_content_reaches_its_posts(desk, owner, published, under):
    before = desk.draft.get(owner, published.id)
    changed = desk.draft.update(owner, published.id, changes=ContentChanges(topic="  winter   riding ", revision=before.revision))
    assert (changed.status, changed.topic, changed.campaign) == ("published", "winter riding", "Spring")
    assert changed.revision == before.revision + 1
    assert under(published.client_id, topic="brakes") == []
    assert under(published.client_id, topic="winter riding") == [published.id]
    assert desk.tally.drifted(published.client_id) == ()
    with desk.db.reading() as session:
        assert session.query(PostRow).one().campaign == "Spring"


def test_a_campaign_can_be_taken_off(desk, owner, published, under):
    desk.draft.update(owner, published.id, changes=ContentChanges(campaign=""))
    assert under(published.client_id, campaign="Spring") == []
    assert under(published.client_id, topic="brakes") == [published.id]


def test_words_of_published_content_stay_as_they_are(desk, owner, published):
    with pytest.raises(Conflict):
        desk.draft.update(owner, published.id, changes=ContentChanges(topic="bread", title="Another title"))
    assert desk.draft.get(owner, published.id).topic == "brakes"


def test_a_topic_chosen_from_an_old_reading_is_refused(desk, owner, published):
    with pytest.raises(Stale):
        desk.draft.update(owner, published.id, changes=ContentChanges(topic="bread", revision=99))


def test_a_topic_keeps_approval_and_schedule(desk, owner, scheduled):
    content = scheduled(SOON)
    changed = desk.draft.update(owner, content.id, changes=ContentChanges(topic="brakes"))
    assert (changed.status, changed.approved_by, changed.topic) == ("scheduled", "person:owner", "brakes")


@pytest.mark.parametrize("field", ["topic", "campaign"])
def test_a_long_tag_is_refused_by_its_field(desk, owner, draft, field):
    assert getattr(draft(**{field: f"  {'x' * 80} "}), field) == "x" * 80
    with pytest.raises(Invalid) as refused:
        draft(**{field: "x" * 81})
    assert refused.value.field == field


def test_a_copy_is_counted_under_the_same(desk, owner, published):
    copy = desk.draft.duplicate(owner, published.id)
    assert (copy.topic, copy.campaign) == ("brakes", "Spring")


def test_an_agent_says_what_it_writes_about(desk, owner, ask):
    ask(topic="BRAKES", campaign="Spring")
    assert desk.respond.answer_waiting() == 1
    (content,) = _drafts(desk, owner)
    assert (content.topic, content.campaign) == ("brakes", "Spring")


def test_an_agent_finds_the_brief_in_a_long_request(desk, owner, ask, clock):
    ask(topic=f"Something about winter riding, {'and more of it ' * 6}")
    clock.move(GRACE)
    assert desk.respond.answer_waiting() == 1
    assert [each.topic for each in _drafts(desk, owner)] == ["winter riding"]


def _drafts(desk, owner):
    return desk.draft.list(owner, filter=ContentFilter()).items
