"""A select box sends the label of an option: two of the same label would be one."""

from __future__ import annotations

from agency_core.domain.content import ContentType, NewContent
from agency_core.ui.labels import told_apart


def test_equal_labels_are_numbered():
    assert told_apart({"a": "Oven", "b": "Bread", "c": "Oven", "d": "Oven"}) == {
        "a": "Oven", "b": "Bread", "c": "Oven (2)", "d": "Oven (3)",
    }


def test_each_of_two_contents_with_one_title_opens(agency, owner, client, open_page):
    new = NewContent(ContentType.TEXT_POST, "The oven", "We have a new oven.", ("linkedin",), client_id="bread")
    ids = {agency.draft.create(owner, new=new).id for _ in range(2)}
    page = open_page("studio", client="bread")
    for one in ids:
        page.selectbox(key="studio_pick").set_value(one).run()
        assert not page.exception
        assert page.query_params["content"] in ([one], one)
        assert page.session_state["studio_open"] == one
