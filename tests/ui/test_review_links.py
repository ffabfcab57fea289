import pytest

from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.terms import ClientTerms, Step


@pytest.fixture
def waiting(agency, owner, client):
    """Content that the agency approved and the client has not answered."""
    agency.keeping.terms.save(owner, client.id, terms=ClientTerms((Step.INTERNAL, Step.CLIENT)))
    new = NewContent(ContentType.TEXT_POST, "An oven", "We have an oven.", ("linkedin",), client_id=client.id)
    return agency.review.approve(owner, agency.draft.create(owner, new=new).id)


def test_a_link_is_made_shown_and_ended(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    page.button(key="review_link_make").click().run()
    assert not page.exception
    (link,) = agency.door.review_links.list(owner, "bread")
    assert len([one for one in page.code if "/r/" in one.value]) == 1
    page.button(key=f"review_link_end_{link.id}").click().run()
    assert not page.exception
    assert agency.door.review_links.list(owner, "bread") == ()


def test_the_page_says_who_has_answered(waiting, open_page):
    page = open_page("review", client="bread")
    said = [one.value for one in page.caption]
    assert len([one for one in said if "The agency: approved by" in one]) == 1
    assert len([one for one in said if "The client: no answer yet since" in one]) == 1


def test_a_link_may_show_one_piece_alone(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    page.checkbox(key="review_link_alone").check().run()
    page.button(key="review_link_make").click().run()
    assert not page.exception
    assert [each.content_id for each in agency.door.review_links.list(owner, "bread")] == [waiting.id]


def test_the_agency_answers_for_the_client_once_it_has_approved(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    assert [one.value for one in page.markdown if "the client is asked" in one.value] == [
        "**The agency has approved it; the client is asked**"
    ]
    page.button(key=f"review_yes_{waiting.id}_{waiting.revision}").click().run()
    assert not page.exception
    assert agency.draft.get(owner, waiting.id).status == "approved"
    assert [each.step for each in agency.door.approvals.list(owner, waiting.id)] == ["internal", "client"]
