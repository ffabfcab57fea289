"""The Upload tab: the wizard remembers, an import is cancelled or taken back, and posts that may be ours are offered."""

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.upload import NewCount
from agency_core.models import PostRow
from agency_core.models.base import millis
from agency_core.services.posts import describe
from agency_core.services.tally import changing
from agency_core.store.queries import content as contents

TABLE = b"Permalink,Impr,Reacts\nhttps://x.com/b/status/123,100,4\n"


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


def keys(page) -> set[str]:
    return {each.key for each in page.button}


@pytest.fixture
def mapped(agency, owner, client):
    """An upload that was mapped and waits."""
    seen = agency.uploads.receive(owner, client.id, filename="own.csv", chunks=[TABLE])
    return agency.uploads.start(
        owner, seen.upload_id, mapping={"url": "Permalink", "impressions": "Impr", "likes": "Reacts"}, platform="x"
    )


@pytest.fixture
def open_upload(open_page):
    return lambda upload_id="": open_page("analytics", client="bread", analytics_tab="Upload", analytics_upload=upload_id)


def test_an_import_is_cancelled_on_the_page(agency, owner, mapped, open_upload):
    page = open_upload(mapped.id)
    page.button(key="analytics_cancel").click().run()
    assert not page.exception
    assert agency.uploads.get(owner, mapped.id).status == "cancelled"
    assert "Nothing of it is kept." in said(page.caption)
    page.button(key="analytics_look_again").click().run()
    assert page.button(key="analytics_import").label == "Import 1 row"


def test_an_import_is_taken_back_after_asking(agency, owner, mapped, open_upload):
    agency.uploads.run_queued()
    page = open_upload(mapped.id)
    page.button(key=f"analytics_undo_{mapped.id}").click().run()
    assert agency.uploads.get(owner, mapped.id).status == "imported"
    page.button(key=f"analytics_undo_{mapped.id}_yes").click().run()
    assert not page.exception
    assert agency.uploads.get(owner, mapped.id).status == "undone"


def test_a_remembered_mapping_reads_the_next_file_and_is_forgotten(agency, owner, client, mapped, open_upload):
    page = open_upload()
    page.file_uploader[0].upload("next.csv", TABLE).run()
    assert "Read as own, X: as it was mapped before." in said(page.markdown)
    (recipe,) = agency.uploads.recipes.list(owner, client_id=client.id)
    key = f"analytics_recipe_{recipe.fingerprint}"
    page.text_input(key=f"{key}_name").set_value("Buffer")
    page.button(key=f"{key}_save").click().run()
    assert [each.name for each in agency.uploads.recipes.list(owner, client_id=client.id)] == ["Buffer"]
    page.button(key=f"{key}_forget").click().run()
    page.button(key=f"{key}_forget_yes").click().run()
    assert agency.uploads.recipes.list(owner, client_id=client.id) == ()
    assert not page.exception


def test_a_post_that_may_be_ours_is_offered_and_counted_as_ours(agency, owner, client, clock, open_upload):
    at = clock.now() - timedelta(days=2)
    made = agency.draft.create(
        owner, new=NewContent(ContentType.TEXT_POST, "Rye", "Rye bread is patience.", ("linkedin",), "", client_id=client.id)
    )
    with agency.db.transaction() as session, changing(session, client.id) as change:
        post = PostRow(
            client_id=client.id, platform="linkedin", external_id="urn:li:share:1", published_at=at, url="", day_only=False
        )
        describe(post, contents.get(session, made.id))
        session.add(post)
        session.flush()
        change.made([post.pk])
    other = f"urn:li:activity:{millis(at) << 22}"
    agency.uploads.batch.record(owner, client.id, rows=[NewCount("linkedin", other, clock.now(), {"impressions": 9})])
    page = open_upload()
    assert "Is this the same? (1)" in said(page.subheader)
    (match,) = agency.uploads.matching.list(owner, client_id=client.id)
    page.button(key=f"analytics_match_{match.id}_yes").click().run()
    assert not page.exception
    assert agency.uploads.matching.list(owner, client_id=client.id) == ()
    assert [each for each in keys(page) if each and each.startswith("analytics_match")] == []


def test_without_uploads_the_tab_says_what_to_do(client, open_upload):
    page = open_upload()
    assert "Nothing was imported yet." in said(page.markdown)
