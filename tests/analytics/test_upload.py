"""Looking into an upload, choosing how to read it, and the exports that hold no posts."""

from __future__ import annotations

import subprocess
import sys
import types

import pytest

from agency_core.analytics.parts import parts
from agency_core.analytics.rows import Refused
from agency_core.analytics.upload import Manner, fingerprint
from agency_core.domain.platform import Platform
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text, look, parse
from tests.analytics.formats import FACEBOOK, INSTAGRAM, PUBLER, SAMPLES, X_POSTS

NO_POSTS = {
    "YouTube's table by Traffic source": "Traffic source,Views,Watch time (hours),Average view duration",
    "YouTube's table by Date": "Date,Views,Watch time (hours)",
    "TikTok's overview": "Date,Video Views,Profile Views,Likes,Comments,Shares",
    "TikTok's follower history": "Date,Followers,Difference in followers from previous day",
    "TikTok's viewers": "Date,Total Viewers,New Viewers,Returning Viewers",
    "X's account overview": "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts",
    "X's daily tweet activity": "Date,Tweets published,impressions,engagements",
    "Meta's account totals": "Date,Primary",
    "LinkedIn's daily metrics": "Date,Impressions (organic),Impressions (sponsored),Clicks (organic)",
    "LinkedIn's followers": "Date,Sponsored followers,Organic followers,Total followers",
    "LinkedIn's visitors": "Date,Overview page views (desktop),Total page views (total)",
}


@pytest.mark.parametrize("what", NO_POSTS)
@pytest.mark.parametrize("ask", [look, parse])
def test_an_export_without_posts_is_refused_and_says_what_to_take(upload, what, ask):
    path = upload(csv_text(NO_POSTS[what].split(","), [["1"] * len(NO_POSTS[what].split(","))]))
    with pytest.raises(Refused) as refused:
        ask(path, "export.csv")
    assert refused.value.message.startswith(f"This is {what}")
    assert "Content" in refused.value.remedy


def test_the_account_export_of_meta_is_refused_through_its_title_lines(upload):
    text = 'sep=,\r\n"Facebook reach"\r\n"Date","Primary"\r\n"2025-03-01T00:00:00","12"\r\n'
    with pytest.raises(Refused, match="Meta's account totals"):
        look(upload(text.encode("utf-16")), "Reach.csv")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.importer)
def test_an_inspection_says_what_a_file_is(upload, sample):
    rows = [sample.row] * 30
    seen = look(upload(csv_text(sample.header, rows)), "export.csv")
    platform = None if sample is PUBLER else sample.platform
    assert (seen.importer, seen.platform, seen.row_count_estimate) == (sample.importer, platform, 30)
    assert seen.sample == (sample.row,) * 20
    assert len(seen.header) == len(set(seen.header)) == len(sample.header)
    assert set(seen.mapping.values()) <= set(seen.header)


def test_the_mapping_of_a_known_format_names_the_first_of_equal_columns(upload):
    seen = look(upload(csv_text(FACEBOOK.header, [FACEBOOK.row])), "export.csv")
    assert (seen.mapping["views"], seen.header[-1]) == ("Views", "Views (2)")


def test_a_daily_breakdown_is_refused_at_inspection(upload):
    row = ["03/15/2025" if name == "Date" else cell for name, cell in zip(INSTAGRAM.header, INSTAGRAM.row, strict=True)]
    with pytest.raises(Refused, match="once for every day"):
        look(upload(csv_text(INSTAGRAM.header, [row])), "export.csv")


def test_the_estimate_of_a_long_file_is_near(upload):
    rows = [(*X_POSTS.row[:2], "two\nlines" if at % 2 else "one", *X_POSTS.row[3:]) for at in range(3000)]
    seen = look(upload(csv_text(X_POSTS.header, rows)), "export.csv")
    assert seen.row_count_estimate == pytest.approx(3000, rel=0.05)


def test_a_fingerprint_does_not_mind_order_case_and_spaces():
    assert fingerprint(("Post ID", "Likes")) == fingerprint((" likes", "POST  id"))
    assert fingerprint(("Post ID", "Likes")) != fingerprint(("Post ID", "Views"))


def test_parsing_is_lazy_and_finds_faults_of_the_file_at_once(upload):
    assert isinstance(parse(upload(csv_text(X_POSTS.header, [X_POSTS.row])), "a.csv"), types.GeneratorType)
    with pytest.raises(Invalid, match="The file is empty"):
        parse(upload(""), "a.csv")


OWN = {"external_id": "Post id", "impressions": "Impressions"}


@pytest.mark.parametrize("mapping", [None, OWN], ids=["row by row", "by blocks"])
def test_a_file_of_which_nothing_can_be_read_is_given_up(upload, monkeypatch, mapping):
    monkeypatch.setattr("agency_core.analytics.parts.HOPELESS_ROWS", 3)
    bad = ("x", *X_POSTS.row[1:])
    read = parts(upload(csv_text(X_POSTS.header, [bad] * 4)), "a.csv", mapping, Manner(Platform.X))
    with pytest.raises(Invalid) as refused:
        next(read)
    assert refused.value.message == (
        "None of the first 3 rows can be read; line 5, column Post id: is not the id of a post on X."
    )
    rows = [*[bad] * 3, X_POSTS.row, *[bad] * 4]
    (part,) = parts(upload(csv_text(X_POSTS.header, rows)), "a.csv", mapping, Manner(Platform.X))
    assert (part.chunk.counts.height, len(part.errors), part.rows) == (1, 7, 8)


def test_nothing_heavy_is_loaded_before_a_spreadsheet_is_read():
    heavy = "{'openpyxl', 'xlrd', 'pandas', 'numpy', 'sqlalchemy', 'streamlit'}"
    script = f"import sys, agency_core.analytics.upload; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
