"""One small made-up file for each format, under the headers that the networks use."""

from __future__ import annotations

from dataclasses import dataclass

from agency_core.domain.platform import Platform


@dataclass(frozen=True)
class Sample:
    """A header, a row under it, and what has to come out of the row."""

    importer: str
    platform: Platform
    header: tuple[str, ...]
    row: tuple[str, ...]
    external_id: str
    published: str
    values: dict[str, float | None]


def _sample(importer, platform, header, row, external_id, published, **values) -> Sample:
    return Sample(importer, platform, tuple(header.split(",")), tuple(row.split("|")), external_id, published, values)


X_POSTS = _sample(
    "x_posts", Platform.X,
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks",
    "1902759600583606273|Thu Mar 20 2025|Fresh bread|https://x.com/bakery/status/1902759600583606273|"
    "1200|30|55|4|2|1|6|7|3|9|5|0|0",
    "1902759600583606273", "2025-03-20T16:30:15", impressions=1200, likes=30, comments=6, shares=7, saves=4, clicks=5,
)
X_TWEETS = _sample(
    "x_tweets", Platform.X,
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,replies,likes,"
    "url clicks,media views,promoted impressions",
    "1498352116733255685|https://twitter.com/bakery/status/1498352116733255685|Fresh bread|2022-02-28 17:39 +0000|"
    "376.0|7.0|0.0186|2.0|0.0|1.0|3.0|5|-",
    "1498352116733255685", "2022-02-28T17:39:17", impressions=376, likes=1, comments=0, shares=2, clicks=3,
)
YOUTUBE = _sample(
    "youtube", Platform.YOUTUBE,
    "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Average view duration,"
    "Thumbnail impressions,Thumbnail click-through rate (%)",
    "-AbCdEfGh_1|How bread is made|Dec 18, 2022|4197|4632|354.5|-3|0:04:34|37864|4.5",
    "-AbCdEfGh_1", "2022-12-18T00:00:00", views=4632, impressions=37864,
)
FACEBOOK = _sample(
    "facebook", Platform.FACEBOOK,
    "Post ID,Page ID,Page name,Title,Description,Duration (secs),Publish time,Permalink,Post type,Date,Views,Reach,"
    "Reactions,Comments,Shares,Total clicks,Views",
    "122121474620644102|61569323067000|Bakery|Fresh bread||41|03/15/2025 03:06|"
    "https://www.facebook.com/reel/1151179272886419/|Reels|Lifetime|1,520|980|85|7|4|12|3",
    "122121474620644102", "2025-03-15T10:06:00", views=1520, reach=980, likes=85, comments=7, shares=4, clicks=12,
)
INSTAGRAM = _sample(
    "instagram", Platform.INSTAGRAM,
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
    "Data comment,Date,Views,Likes,Shares,Comments,Saves,Reach,Follows",
    "18011234567890123|17841400000000000|bakery|Bakery|Crumb shot|0|01/15/2026 12:01|"
    "https://www.instagram.com/p/DTi0JQ3gBJn/|IG carousel||Lifetime||410|44|23|31|134362|",
    "18011234567890123", "2026-01-15T20:01:00", views=None, likes=410, shares=44, comments=23, saves=31, reach=134362,
)
TIKTOK = _sample(
    "tiktok", Platform.TIKTOK,
    "Time,Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views",
    "February 28|Kneading|https://www.tiktok.com/@bakery/video/7527623000473079054|16 de julio|533|32|undefined|191265",
    "7527623000473079054", "2025-07-16T10:21:48", likes=533, comments=32, shares=None, views=191265,
)
LINKEDIN = _sample(
    "linkedin", Platform.LINKEDIN,
    "Post title,Post link,Post type,Campaign name,Posted by,Created date,Campaign start date,Campaign end date,Audience,"
    "Impressions,Views (Excluding offsite video views),Offsite Views,Clicks,Click through rate (CTR),Likes,Comments,"
    "Reposts,Follows,Engagement rate,Content Type",
    "We bake|https://www.linkedin.com/feed/update/urn:li:activity:7306192134921981953|Organic||A Person|03/14/2025|||"
    "All followers|26|||2|0.0769|3|1|0||0.2308|Image",
    "urn:li:activity:7306192134921981953", "2025-03-14T05:59:07",
    impressions=26, views=None, clicks=2, likes=3, comments=1, shares=0,
)
LINKEDIN_TOP = _sample(
    "linkedin_top", Platform.LINKEDIN,
    "Post URL,Post Publish Date,Engagements,Impressions",
    "https://www.linkedin.com/feed/update/urn:li:activity:7306192134921981953|3/14/2025|8|310",
    "urn:li:activity:7306192134921981953", "2025-03-14T05:59:07", impressions=310,
)
PUBLER = _sample(
    "publer", Platform.LINKEDIN,
    "Date,Social account,Social network,Post link,Post text,Post type,Reach,Reach rate (%),Reactions,Comments,Shares,"
    "Engagement rate (%),Link clicks,Click through rate (%),Action",
    "2025-06-26 10:11|Bakery|Linkedin|https://www.linkedin.com/feed/update/urn:li:share:7343913698668756992|We bake|"
    "Link|44|3.42|1|0|0|4.55|-|-|-",
    "urn:li:share:7343913698668756992", "2025-06-26T08:11:09", reach=44, likes=1, comments=0, shares=0, clicks=None,
)
SAMPLES = (X_POSTS, X_TWEETS, YOUTUBE, FACEBOOK, INSTAGRAM, TIKTOK, LINKEDIN, LINKEDIN_TOP, PUBLER)
