"""The tabs Audience and Competitors: what they say when there is nothing, what the demo shows, and what people bring."""

from datetime import date

import pytest

from agency_core.domain.audience import NewFollowers
from agency_core.domain.competitor import NewCompetitor
from agency_core.domain.numbers import PostFilter
from agency_core.ui.kit.charts import following as charts

PERIOD = PostFilter("bread", date(2026, 10, 27), date(2026, 11, 23))


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def agency(demo_agency):
    return demo_agency


@pytest.fixture
def demo(agency, owner):
    return agency.clients.get(owner, "demo")


@pytest.fixture
def audience(open_page):
    return lambda client, **more: open_page("analytics", client=client, analytics_tab="Audience", **more)


@pytest.fixture
def competitors(open_page):
    return lambda client, **more: open_page("analytics", client=client, analytics_tab="Competitors", **more)


def table(page, column):
    return next(one.value for one in page.dataframe if column in one.value.columns)


def test_without_counts_the_audience_says_why_account_by_account(client, audience):
    page = audience("bread")
    assert not page.exception
    assert "Nobody counted followers in this period." in said(page.markdown)
    how = dict(zip(table(page, "How")["Account"], table(page, "How")["How"], strict=True))
    assert how["YouTube · Bread & Co (sandbox)"] == (
        "Asked once a day; YouTube tells it unless hidden; rounded down to three digits. No count has come yet."
    )


def test_the_demo_shows_followers_growth_and_that_it_is_made_up(demo, audience):
    page = audience("demo")
    assert not page.exception
    assert not page.error
    assert (len(page.metric), "Demo data: these counts are made up." in said(page.caption)) == (8, True)
    growth = table(page, "Gained before")
    assert (len(growth), growth["Gained"].min() > 0) == (9, True)
    assert set(table(page, "Said by")["Said by"]) == {"demo"}


@pytest.mark.parametrize("show", ["total", "gained"])
def test_one_platform_alone_has_one_profile(demo, audience, show):
    page = audience("demo", analytics_platform="x", analytics_audience_show=show)
    assert [one.label for one in page.metric] == ["X"]


def test_days_that_nobody_counted_are_gaps():
    days = tuple(date(2026, 11, day) for day in (1, 2, 3))
    figure = charts.followers((("x", "X", days, (5, None, 7)),), "followers", ("#000000",))
    (line,) = figure["data"]
    assert (line["y"], line["connectgaps"]) == ((5, None, 7), False)


def test_a_sheet_of_followers_is_looked_at_and_then_kept(agency, owner, client, audience):
    page = audience("bread")
    page.file_uploader[0].upload("a.csv", b"Date,Followers\n2026-11-20,10\n2026-11-21,x\n2026-11-22,12\n").run()
    assert not page.exception
    assert list(table(page, "Rule")["Rule"]) == ["is not a number"]
    assert agency.audience.history(owner, wanted=PERIOD) == ()
    button = page.button(key="analytics_followers_import_keep")
    assert button.label == "Import 2 counts"
    button.click().run()
    (kept,) = agency.audience.history(owner, wanted=PERIOD)
    assert [each.followers for each in kept.counts] == [10, 12]
    assert [one.value for one in page.metric] == ["12"]


def test_a_sheet_of_changes_is_refused_with_the_reason(client, audience):
    page = audience("bread")
    page.file_uploader[0].upload("a.csv", b"Date,New followers\n2026-11-20,10\n").run()
    assert not page.exception
    assert "not how many there were: totals cannot be made of it." in said(page.error)


def test_without_competitors_the_page_offers_to_enter_one(agency, owner, client, competitors):
    page = competitors("bread")
    assert not page.exception
    assert "No competitors yet." in said(page.markdown)
    page.selectbox(key="rival_platform").set_value("x")
    page.text_input(key="rival_handle").set_value("@rival")
    page.button(key="rival_enter").click().run()
    assert not page.exception
    assert [each.handle for each in agency.competitors.list(owner, client_id="bread")] == ["rival"]
    assert "no count in this period" in said(page.caption)


def test_what_is_public_is_entered_by_a_form(agency, owner, client, competitors):
    rival = agency.competitors.add(owner, "bread", new=NewCompetitor("x", "rival"))
    page = competitors("bread")
    page.number_input(key="rival_count_followers").set_value(120)
    page.button(key="rival_count_keep").click().run()
    assert not page.exception
    assert [(each.followers, each.posts, each.source) for each in agency.competitors.counts(owner, rival.id)] == [
        (120, None, "hand"),
    ]


def test_the_demo_is_compared_on_each_of_its_platforms(demo, competitors):
    page = competitors("demo", analytics_rivals="linkedin")
    assert not page.exception
    assert not page.error
    rows = table(page, "Per post and 1,000")
    assert list(rows["Profile"]) == ["Ourselves", "Beanworks (demo)", "Northwind Roastery (demo)"]
    assert round(rows["Voice %"].sum()) == 100
    assert "The dashed line is the median of 2 competitors" in said(page.caption)


@pytest.mark.parametrize("measure", ["rate", "weekly", "growth", "voice"])
def test_every_measure_is_drawn(demo, competitors, measure):
    page = competitors("demo", analytics_rivals_by=measure)
    assert not page.exception
    assert not page.error


def test_a_competitor_is_removed_only_after_a_question(agency, owner, client, competitors):
    rival = agency.competitors.add(owner, "bread", new=NewCompetitor("x", "rival"))
    page = competitors("bread")
    page.button(key=f"rival_remove_{rival.id}").click().run()
    assert len(agency.competitors.list(owner, client_id="bread")) == 1
    page.button(key=f"rival_remove_{rival.id}_yes").click().run()
    assert not page.exception
    assert agency.competitors.list(owner, client_id="bread") == ()


def test_text_of_people_stays_text(agency, owner, client, competitors):
    agency.competitors.add(owner, "bread", new=NewCompetitor("x", "rival", ":red[**Bold**]"))
    agency.audience.record(owner, "bread", [NewFollowers(date(2026, 11, 20), "x", 5)])
    page = competitors("bread")
    assert not page.exception
    assert "**Bold**" not in "\n".join(one.value for one in page.caption)
