import pytest

from agency_core.domain.message import MessageType, NewMessage
from agency_core.errors import Invalid
from agency_core.ui.panels.message_form import parsed


@pytest.fixture
def message(desk, agency, owner):
    """A request that waits for its agent."""
    new = NewMessage("system", desk.agent, MessageType.CONTENT_REQUEST, {"topic": "<b>rye</b>"}, 2)
    return agency.inbox.send(owner, new=new)


@pytest.fixture
def dead(message, agency, owner):
    """The same request, given up."""
    agency.inbox.claim(owner, message.receiver_agent_id)
    return agency.inbox.refuse(owner, message.id, error="There is no *topic*.")


def test_no_messages_says_how_they_come(client, open_page):
    assert ":gray[:material/inbox: No messages yet. Ask an agent for content, or let the planner do it.]" in [
        one.value for one in open_page("messages").markdown
    ]


def test_the_inbox_shows_who_asks_whom_for_what(message, open_page):
    (row,) = open_page("messages").dataframe[0].value.to_dict("records")
    assert [row[name] for name in ("Priority", "Type", "About", "From", "To", "Tries")] == [
        2, "Content request", "<b>rye</b>", "system", "Stella", 0,
    ]


def test_the_inbox_of_one_agent_comes_most_urgent_first(message, desk, agency, owner, open_page):
    agency.inbox.send(owner, new=NewMessage("system", desk.agent, MessageType.CONTENT_REQUEST, {"topic": "now"}, 1))
    page = open_page("messages", messages_agent=desk.agent, messages_status="pending")
    assert list(page.dataframe[0].value["Priority"]) == [1, 2]


def test_a_filter_that_fits_nothing_can_be_cleared(message, open_page):
    page = open_page("messages", messages_status="dead")
    page.button(key="messages_clear").click().run()
    assert len(page.dataframe[0].value) == 1


def test_the_drawer_shows_payload_and_reason(dead, open_page):
    page = open_page("messages", message=dead.id)
    assert page.json[0].value == '{"topic": "<b>rye</b>"}'
    assert [one.value for one in page.error] == ["There is no \\*topic\\*\\."]


def test_a_dead_letter_is_sent_back(dead, agency, owner, open_page):
    page = open_page("messages", message=dead.id)
    page.button(key="message_requeue").click().run()
    assert agency.inbox.get(owner, dead.id).status == "pending"
    assert "message_requeue" not in [one.key for one in page.button]


def test_the_form_sends_a_message(desk, agency, owner, open_page):
    page = open_page("messages", messages_new="1")
    page.text_area(key="message_payload").set_value('{"topic": "rye"}')
    page.selectbox(key="message_priority").set_value(1)
    page.button(key="message_send").click().run()
    (message,) = agency.inbox.list(owner, client_id="bread").items
    assert (message.receiver_agent_id, message.priority, message.payload) == (desk.agent, 1, {"topic": "rye"})
    assert "messages_new" not in page.query_params


def test_a_payload_that_is_no_json_is_refused_with_its_place(desk, agency, owner, open_page):
    page = open_page("messages", messages_new="1")
    page.text_area(key="message_payload").set_value('{"topic": }')
    page.button(key="message_send").click().run()
    assert "line 1, column 11" in page.error[0].value.replace("\\", "")
    assert agency.inbox.list(owner, client_id="bread").items == ()


def test_the_form_without_agents_leads_to_registering_one(client, open_page):
    page = open_page("messages", messages_new="1")
    assert not page.exception
    assert "message_send" not in [one.key for one in page.button]


def test_a_payload_must_be_an_object():
    with pytest.raises(Invalid, match="not an object"):
        parsed("[1]")


def test_an_empty_payload_is_an_empty_object():
    assert parsed("") == {}
