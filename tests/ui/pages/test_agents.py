import pytest

from agency_core.domain.agent import AgentStatus, Persona


def test_no_agents_says_how_to_begin(client, open_page):
    page = open_page("agents")
    assert ":gray[:material/smart_toy: No agents yet. Register one here, or with POST /api/agents.]" in [
        one.value for one in page.markdown
    ]


def test_the_table_shows_status_life_and_work(desk, open_page):
    (row,) = open_page("agents").dataframe[0].value.to_dict("records")
    assert {name: row[name] for name in ("Agent", "Persona", "Platforms", "Last seen", "Waiting", "Drafts")} == {
        "Agent": "Stella", "Persona": "Strategic storyteller", "Platforms": "LinkedIn", "Last seen": "never", "Waiting": 0,
        "Drafts": 0,
    }
    assert list(row["Status"]) == ["✓ Active"]


@pytest.mark.parametrize("params", [{"agents_search": "nobody"}, {"agents_status": "maintenance"}])
def test_a_filter_that_fits_nothing_can_be_cleared(params, desk, open_page):
    page = open_page("agents", **params)
    assert not page.dataframe
    page.button(key="agents_clear").click().run()
    assert len(page.dataframe[0].value) == 1
    assert page.query_params == {}


def test_a_status_that_does_not_exist_filters_nothing(desk, open_page):
    assert len(open_page("agents", agents_status="<b>").dataframe[0].value) == 1


def test_search_finds_by_part_of_the_name(desk, open_page):
    assert len(open_page("agents", agents_search="STEL").dataframe[0].value) == 1


def test_the_form_registers_an_agent(client, agency, owner, open_page):
    page = open_page("agents", agents_new="1")
    page.text_input(key="agent_name").set_value("Nora")
    page.text_input(key="agent_id").set_value("nora_001")
    page.selectbox(key="agent_persona").set_value(Persona.DATA_DECODER)
    page.multiselect(key="agent_platforms").set_value(["linkedin", "x"])
    page.multiselect(key="agent_types").set_value(["text_post"])
    page.button(key="agent_register").click().run()
    made = agency.agents.get(owner, "nora_001")
    assert (made.name, made.persona, made.client_id) == ("Nora", "data_decoder", "bread")
    assert (made.primary_platforms, made.content_types) == (("linkedin", "x"), ("text_post",))
    assert "agents_new" not in page.query_params
    assert [one.value for one in page.toast] == ["Nora is registered\\."]


def test_a_bad_registration_says_which_field_and_what_to_do(client, agency, owner, open_page):
    page = open_page("agents", agents_new="1")
    page.text_input(key="agent_name").set_value("Nora")
    page.text_input(key="agent_id").set_value("not an id")
    page.button(key="agent_register").click().run()
    assert page.error[0].value.startswith("id 'not an id' cannot be used as an id\\. :gray[(Id)]".replace("'", "\\'"))
    assert agency.agents.list(owner).items == ()
    assert "agents_new" in page.query_params


def test_the_drawer_shows_one_agent(desk, open_page):
    page = open_page("agents", agent="stella_001")
    assert [one.label for one in page.metric] == ["Waiting", "Drafts", "In review", "Scheduled", "Published, 7 d"]


def test_the_drawer_says_that_an_agent_is_gone(desk, open_page):
    page = open_page("agents", agent="nobody")
    assert not page.exception
    assert "nobody" in page.error[0].value


def test_the_last_failure_is_shown_word_for_word(firing, open_page):
    page = open_page("agents", agent="stella_001")
    assert "broken pipe" in [one.value for one in page.error]


def test_the_drawer_puts_an_agent_to_rest(desk, agency, owner, open_page):
    page = open_page("agents", agent="stella_001")
    page.button(key="agent_to_inactive").click().run()
    assert agency.agents.get(owner, "stella_001").status == AgentStatus.INACTIVE
    assert "agent_to_active" in [one.key for one in page.button]


def test_the_drawer_sends_a_content_request(desk, agency, owner, open_page):
    page = open_page("agents", agent="stella_001")
    page.text_input(key="request_topic").set_value("sourdough")
    page.button(key="request_send").click().run()
    (message,) = agency.inbox.list(owner, agent_id="stella_001").items
    assert (message.sender_agent_id, message.message_type, message.priority) == ("system", "content_request", 3)
    assert message.payload == {"topic": "sourdough", "platform": "linkedin", "content_type": "text_post"}
