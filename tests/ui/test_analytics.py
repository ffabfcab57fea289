from agency_core.domain.platform import Platform
from agency_core.ui.analytics.rates import definition
from agency_core.ui.kit.csv_file import csv_text

FILE = "Post URL,Published at,Likes,Impressions,Comments\nhttps://x.com/b/status/{id},2026-11-20 09:00,{likes},100,2\n"


def said(elements) -> str:
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


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
