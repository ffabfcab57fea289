from datetime import date

import pytest

from agency_core.domain.numbers import DailyPoint
from agency_core.domain.platform import Platform
from agency_core.ui.analytics.download import csv_text
from agency_core.ui.analytics.overview import day_rows
from agency_core.ui.analytics.rates import definition
from agency_core.ui.kit.charts import grammar

FILE = "Post URL,Published at,Likes,Impressions,Comments\nhttps://x.com/b/status/{id},2026-11-20 09:00,{likes},100,2\n"


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def measured(agency, owner):
    """The demo, whose posts have numbers."""
    return agency.demo.create(owner)


def test_without_numbers_the_overview_says_so(client, open_page):
    page = open_page("analytics", client="bread")
    assert not page.exception
    assert "No published posts with numbers in this period." in said(page.markdown)


def test_overview_shows_figures_with_tables_beside_them(measured, open_page):
    page = open_page("analytics", client="demo")
    assert not page.exception
    assert len(page.metric) == 8
    assert list(page.dataframe[1].value["Platform"]) == ["Instagram", "LinkedIn"]
    assert "engagement rate = (likes + comments + shares + saves) / reach" in said(page.markdown)


def test_platform_filter_comes_from_the_address(measured, open_page):
    page = open_page("analytics", client="demo", analytics_platform="linkedin")
    assert list(page.dataframe[1].value["Platform"]) == ["LinkedIn"]


@pytest.mark.parametrize("by", ["day", "small", "platform", "agent", "hour", "post"])
def test_explore_draws_each_dimension_with_a_table(measured, open_page, by):
    page = open_page("analytics", client="demo", analytics_tab="Explore", analytics_by=by, analytics_metric="rate")
    assert not page.exception
    assert not page.error
    assert len(page.dataframe) == 1
    assert len(page.dataframe[0].value) > 0


def test_a_table_of_ones_own_is_previewed_mapped_and_queued(agency, owner, client, open_page):
    page = open_page("analytics", client="bread", analytics_tab="Upload")
    page.file_uploader[0].upload("mine.csv", FILE.format(id=123, likes=5).encode()).run()
    assert not page.exception
    upload_id = page.query_params["analytics_upload"]
    assert "mine.csv" in said(page.markdown)
    page.selectbox(key=f"analytics_map_{upload_id}_platform").set_value(Platform.X)
    page.button(key=f"analytics_map_{upload_id}_check").click().run()
    assert page.button(key="analytics_import").label == "Import 1 row"
    page.button(key="analytics_import").click().run()
    assert agency.uploads.get(owner, upload_id).status == "queued"
    agency.uploads.run_queued()
    page.run()
    assert "1 added, 0 unchanged, 0 refused of 1 row" in said(page.caption)


def test_a_broken_row_is_named_by_line_column_and_remedy(client, open_page):
    page = open_page("analytics", client="bread", analytics_tab="Upload")
    text = FILE.format(id=123, likes=5) + "https://x.com/b/status/124,2026-11-20 09:00,many,100,2\n"
    page.file_uploader[0].upload("mine.csv", text.encode()).run()
    upload_id = page.query_params["analytics_upload"]
    page.selectbox(key=f"analytics_map_{upload_id}_platform").set_value(Platform.X)
    page.button(key=f"analytics_map_{upload_id}_check").click().run()
    rejects = page.dataframe[1].value
    assert (list(rejects["Line"]), list(rejects["Column"]), list(rejects["Value"])) == ([3], ["Likes"], ["many"])
    assert page.button(key="analytics_import").label == "Import 1 row"


def test_a_file_that_is_no_table_is_refused_in_words(client, open_page):
    page = open_page("analytics", client="bread", analytics_tab="Upload")
    page.file_uploader[0].upload("mine.csv", b"\x00\x01\x02\x03" * 50).run()
    assert not page.exception
    assert len(page.error) == 1
    assert "analytics_upload" not in page.query_params


def test_csv_quotes_what_a_spreadsheet_would_run():
    assert csv_text([{"Post": "=1+1", "Rate": None}, {"Post": "a,b", "Rate": -3.5}]) == (
        "Post,Rate\r\n'=1+1,\r\n\"a,b\",-3.5\r\n"
    )


def test_csv_of_nothing_is_empty():
    assert csv_text([]) == ""


def test_rate_of_a_platform_in_words():
    assert definition(Platform.LINKEDIN) == "(likes + comments + shares + saves + clicks) / impressions"


POINT = DailyPoint(date(2026, 11, 20), "linkedin", 1, None, 100, None, 0, None)


def test_a_missing_number_stays_missing_in_rows():
    assert day_rows((POINT,)) == [
        {"Day": "2026-11-20", "Platform": "LinkedIn", "Interactions": 0, "Posts": 1, "Rate %": None, "Views": None,
         "Impressions": 100}
    ]


def test_small_multiples_leave_a_gap_for_a_missing_number():
    chart = grammar.small_multiples((POINT,), "views", ("#000000",)).to_dict()
    assert list(chart["datasets"].values()) == [[{"day": "2026-11-20", "value": None, "platform": "LinkedIn"}]]
