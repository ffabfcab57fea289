from datetime import timedelta

from agency_core.domain.agent import NewAgent
from agency_core.domain.kpi import KPIS


def links(page) -> list[str]:
    return [one.value.replace("\\", "") for one in page.page_link]


def words(page) -> list[str]:
    return [one.value.replace("\\", "").replace("\u2060", "") for one in page.markdown]


def test_a_client_without_agents_says_what_comes_first(client, open_page):
    page = open_page("command_center")
    assert ":gray[:material/robot_2: No agent works for this client yet.]" in words(page)


def test_nothing_needs_you_is_one_green_line(client, agency, owner, open_page):
    new = NewAgent("stella_001", "Stella", "data_decoder", ("linkedin",), ("article",), "weekly", client_id=client.id)
    agency.agents.register(owner, new=new)
    page = open_page("command_center")
    assert ":green[:material/check_circle: Nothing needs you right now.]" in words(page)


def test_the_strip_counts_what_waits_for_a_person(desk, open_page):
    page = open_page("command_center")
    strip = [text for text in [*links(page), *words(page), *[one.value for one in page.caption]] if "**1 " in text]
    assert strip == [
        ":red[**1 post to confirm**]", ":red[**1 missed delivery**]", ":red[**1 failed delivery**]",
        ":blue[**1 draft to review**]",
    ]


def test_figures_stand_against_their_targets(desk, agency, owner, open_page):
    page = open_page("command_center")
    told_below = {"success", "answers", "agents"}
    first = [kpi.label for kpi in agency.scorecard.kpis(owner, client_id="bread", days=7) if kpi.name not in told_below]
    wall = [kpi.label for kpi in KPIS.values() if not kpi.platform and kpi.name != "agent_response"]
    assert [one.label for one in page.metric] == first + wall
    assert any("Target at least" in one.value for one in page.caption)


def test_the_period_is_in_the_address(desk, open_page):
    page = open_page("command_center", home_days="30")
    assert page.button_group(key="home_days_choice").value == "30"
    assert "vs the 30 days before" in [one.proto.delta_description for one in page.metric]


def test_what_happens_next_is_absolute_and_relative_in_the_zone_of_the_client(desk, open_page):
    page = open_page("command_center")
    assert "12:00, in 2\u202fh · LinkedIn" in [one.value for one in page.caption]


def test_nothing_scheduled_offers_to_write(client, open_page):
    assert ":gray[:material/event_busy: Nothing is scheduled.]" in words(open_page("command_center"))


def test_activity_is_in_words(desk, agency, clock, open_page):
    clock.move(timedelta(minutes=4))
    page = open_page("command_center")
    assert ":material/article: Content sent for review: **Waits for you**" in words(page)
    assert "You · 10:00, 4\u202fmin ago" in [one.value for one in page.caption]


def test_a_failing_part_leaves_the_others(desk, agency, open_page, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no figures")

    monkeypatch.setattr(type(agency.scorecard), "kpis", broken)
    page = open_page("command_center")
    assert not page.exception
    (error,) = page.error
    assert error.value.startswith("The figures failed in a way we did not foresee.")
    assert "What happens next" in [one.value for one in page.subheader]
