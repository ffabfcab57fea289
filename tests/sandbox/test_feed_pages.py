"""Feeds as people see them, and nothing else: whatever a post holds, it is only text, and its links lead nowhere unsafe."""

from datetime import UTC, datetime, timedelta

import pytest

from agency_core.domain.clock import MovableClock
from agency_core.domain.platform import LABELS, Platform
from agency_core.http_client import HttpClient
from agency_core.sandbox import pages
from agency_core.sandbox.exchange import Desk, Incoming, Manner
from agency_core.sandbox.pages.look import LOOKS
from agency_core.sandbox.pages.people import person_of
from agency_core.sandbox.pages.shelf import PAGE
from agency_core.sandbox.pages.style import STYLE, STYLE_HASH
from agency_core.sandbox.simulators import SIMULATORS
from agency_core.sandbox.store import Store
from agency_core.sandbox.tables import ASSETS, POSTS, THUMBS
from tests.sandbox.reading_pages import Page, read

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "http://127.0.0.1:8501/sandbox"
CORPUS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)",
    "</style><style>*{background:url(//evil.example)}", "<iframe src=javascript:alert(1)>", "<!-- ", "]]>", "&lt;b&gt;&#x6a;",
    "javascript:alert(1)", "https://a.example/\"onclick=alert(1)", "https://[broken", "http://a.example/<b>", "{{7*7}}${7}",
    "</title><base href=//evil.example>", "#<b>tag</b> @<i>you</i>", "\u202etxt.exe\u0000\ud800",
)
TAGS = {
    "a", "article", "b", "body", "br", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3",
    "head", "header", "html", "img", "li", "main", "meta", "nav", "p", "section", "small", "span", "strong", "style", "summary",
    "time", "title", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "alt", "aria-hidden", "aria-label", "charset", "class", "content", "datetime", "dir", "href", "lang", "name", "rel", "role",
    "src", "tabindex", "target", "title",
}  # fmt: skip
DETAILS = {
    "linkedin": lambda evil: {"content": {"article": {"source": evil, "title": evil, "description": evil}}},
    "bluesky": lambda evil: {
        "record": {
            "embed": {"external": {"uri": evil, "title": evil, "description": evil}},
            "facets": [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"uri": evil}]}],
        },
    },
    "mastodon": lambda evil: {"extra": {"spoiler_text": evil, "sensitive": True}, "visibility": evil},
    "youtube": lambda evil: {"snippet": {"title": evil, "description": evil}, "status": {"privacyStatus": evil}},
    "tiktok": lambda evil: {"privacy": evil, "shown": False},
}  # fmt: skip
"""What a network keeps of a post beside its words; the others name a link and a title."""


@pytest.fixture
def desk(tmp_path):
    return Desk(Store(tmp_path / "network.sqlite3"), MovableClock(NOW), HttpClient(), Manner())


@pytest.fixture
def write(desk):
    """Puts a post into the sandbox."""

    def writing(post_id, platform="x", text="Hello", minutes_ago=10, **more):
        details = {"media": [], **more.pop("details", {})}
        row = {"author": "17", "kind": "text", "deleted_at": None, **more}
        at = (NOW - timedelta(minutes=minutes_ago)).timestamp()
        with desk.store.write() as tx:
            tx.execute(
                POSTS.insert().values(
                    id=post_id, platform=platform, text=text, sent_text=text, created_at=at, details=details, **row
                )
            )

    return writing


def call(path, **params):
    """A call as a browser makes it; `path` begins with the platform."""
    name = path.split("/")[1]
    return Incoming("GET", path, params.pop("query", ""), {"platform": name, **params}, {}, b"", f"{BASE}/{name}")


@pytest.fixture
def feed(desk):
    """The feed of a profile, taken apart."""

    def opening(platform="x", profile="17", query=""):
        reply = pages.feed(call(f"/{platform}/feed", profile_id=profile, query=query), desk)
        assert reply.status == 200
        return read(reply.body.decode())

    return opening


def harmless(page: Page) -> None:
    """Nothing but our own elements and attributes, and every address is ours or begins with https."""
    assert {tag for tag, _ in page.elements} <= TAGS
    assert {name for _, attrs in page.elements for name in attrs} <= ATTRIBUTES
    for tag, attrs in page.elements:
        ours = attrs.get("href", BASE).startswith(BASE)
        safe = attrs.get("href", "").startswith("https://") and attrs.get("rel") == "nofollow noopener"
        assert ours or (tag == "a" and safe and attrs["target"] == "_blank"), attrs
        assert attrs.get("src", BASE).startswith(BASE)


@pytest.mark.parametrize("platform", SIMULATORS)
@pytest.mark.parametrize("evil", CORPUS)
def test_whatever_a_post_holds_is_only_text(desk, feed, write, platform, evil):
    sendable = evil.encode("utf-8", "replace").decode()
    details = DETAILS.get(platform, lambda evil: {"link": evil, "title": evil})(sendable)
    with desk.store.write() as tx:
        row = {"platform": platform, "owner": "17", "kind": "image", "state": "ready", "looks": 0, "created_at": 0.0}
        tx.execute(ASSETS.insert().values(id="m1", details={"alt_text": sendable}, **row))
        tx.execute(THUMBS.insert().values(id="m1", picture=b"jpeg"))
    write("p1", platform, sendable, author=sendable, details={**details, "media": ["m1"]}, kind="article")
    write("p2", platform, sendable, author=sendable, details={**details, "media": ["m1", "m1", sendable]}, kind="carousel")
    write("p3", platform, sendable, author=sendable, details={**details, "parent": "p1"}, kind="comment")
    write("p4", platform, sendable, author=sendable, details=details, kind="document")
    page = feed(platform, sendable)
    harmless(page)
    assert sendable.replace("\x00", "") in page.words.replace("\x00", "").replace("\ufffd", "")
    harmless(read(pages.post(call(f"/{platform}/p", post_id="p1"), desk).body.decode()))
    harmless(read(pages.index(call("/"), desk).body.decode()))


@pytest.mark.parametrize(
    ("text", "links", "marked"),
    [
        ("See https://a.example/x?y=1.", ["https://a.example/x?y=1"], []),
        ("(https://a.example/x), http://b.example", ["https://a.example/x"], ["http://b.example"]),
        ("#one #2 #drei_3 a#b &#38; x@y.z @someone. @me@a.example", [], ["#one", "#drei_3", "@someone", "@me@a.example"]),
    ],
)
def test_addresses_hashtags_and_mentions_stand_out(feed, write, text, links, marked):
    write("p1", "threads", text)
    page = feed("threads")
    assert [one["href"] for one in page.all("a", target="_blank")] == links
    assert len(page.classed("tag")) == len(marked)
    assert text in page.words


def test_where_a_network_links_nothing_addresses_are_words(feed, write):
    write("p1", "instagram", "See https://a.example #bread")
    page = feed("instagram")
    assert (page.all("a", target="_blank"), len(page.classed("tag"))) == ([], 1)


def test_on_bluesky_only_what_was_marked_up_leads_away(feed, write):
    text = "🥐 read this https://unmarked.example"
    facets = [{"index": {"byteStart": 5, "byteEnd": 14}, "features": [{"uri": "https://a.example/long"}]}]
    write("p1", "bluesky", text, author="did:plc:17", details={"record": {"facets": facets}})
    page = feed("bluesky")
    assert [one["href"] for one in page.all("a", target="_blank")] == ["https://a.example/long"]
    assert text in page.words


@pytest.mark.parametrize("platform", SIMULATORS)
def test_an_empty_feed_says_so_and_is_a_rehearsal(feed, platform):
    page = feed(platform, "99")
    assert "Nothing was published yet." in page.words
    assert "Rehearsal: nothing here is public" in page.words
    assert (page.all("html"), len(page.all("h1"))) == ([{"lang": "en"}], 1)


def test_a_feed_turns_its_pages_newest_first(feed, write):
    for number in range(PAGE + 2):
        write(f"p{number}", text=f"Number {number};", minutes_ago=number)
    first, second = feed(), feed(query="page=2")
    assert first.words.index("Number 0;") < first.words.index("Number 1;")
    assert (len(first.all("article")), len(second.all("article"))) == (PAGE, 2)
    assert [one["href"] for one in first.all("a", rel="next")] == [f"{BASE}/x/feed/17?page=2"]
    assert [one["href"] for one in second.all("a", rel="prev")] == [f"{BASE}/x/feed/17?page=1"]
    assert (first.all("a", rel="prev"), second.all("a", rel="next")) == ([], [])


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=%C2%B2", f"page={10**30}", "page="])
def test_a_page_that_cannot_be_is_the_first(feed, write, query):
    write("p1", text="Here")
    assert "Here" in feed(query=query).words


def test_a_page_behind_the_last_leads_back(feed, write):
    write("p1")
    page = feed(query="page=7")
    assert [one["href"] for one in page.all("a", rel="prev")] == [f"{BASE}/x/feed/17?page=1"]


def test_a_thread_stands_in_its_order_and_is_one_post_of_the_feed(feed, write):
    write("a", text="One.", minutes_ago=50)
    write("b", text="Two.", minutes_ago=40, details={"parent": "a"})
    write("x", text="Another.", minutes_ago=35)
    write("c", text="Three.", minutes_ago=30, details={"parent": "b"})
    page = feed()
    places = [page.words.index(words) for words in ("Another.", "One.", "Two.", "Three.")]
    assert places == sorted(places)
    assert (len(page.classed("strand")), "2 posts" in page.words) == (2, True)


def test_a_long_thread_is_cut_in_the_feed_and_whole_on_its_page(desk, feed, write):
    write("p0", text="The beginning.", minutes_ago=60)
    for number in range(1, 7):
        write(f"p{number}", minutes_ago=60 - number, details={"parent": f"p{number - 1}"})
    assert (len(feed().all("article")), "Show 3 more" in feed().words) == (4, True)
    whole = read(pages.post(call("/x/i", post_id="p4"), desk).body.decode())
    assert (len(whole.all("article")), len(whole.classed("marked"))) == (7, 1)


def test_what_followed_a_post_that_was_taken_down_stands_alone_and_its_comments_go(feed, write):
    write("a", text="Gone.", deleted_at=1.0)
    write("b", text="Still here.", details={"parent": "a"})
    write("c", text="A comment.", kind="comment", details={"parent": "a"})
    page = feed()
    assert ("Gone." in page.words, "Still here." in page.words, "A comment." in page.words) == (False, True, False)


def test_a_circle_of_follow_ups_ends(desk, write):
    write("a", details={"parent": "b"})
    write("b", details={"parent": "a"})
    assert pages.post(call("/x/i", post_id="a"), desk).status == 200


@pytest.mark.parametrize(("count", "left"), [(1, 0), (2, 0), (3, 0), (4, 0), (7, 3)])
def test_pictures_lie_in_a_grid_with_what_they_show(desk, feed, write, count, left):
    names = [f"m{number}" for number in range(count)]
    row = {"platform": "facebook", "owner": "17", "kind": "photo", "state": "used", "looks": 0, "created_at": 0.0}
    with desk.store.write() as tx:
        for name in names:
            tx.execute(ASSETS.insert().values(id=name, details={"alt_text": f"Shows {name}"}, **row))
            tx.execute(THUMBS.insert().values(id=name, picture=b"jpeg"))
    write("p1", "facebook", kind="carousel", details={"media": names})
    page = feed("facebook")
    assert [one["alt"] for one in page.all("img")] == [f"Shows {name}" for name in names[:4]]
    assert [one["aria-label"] for one in page.classed("left")] == ([f"{left} more pictures"] if left else [])
    assert len(page.classed(f"of{min(count, 4)}")) == 1
    whole = read(pages.post(call("/facebook/p1", post_id="p1"), desk).body.decode())
    assert len(whole.all("img")) == count


@pytest.mark.parametrize(("kind", "shape"), [("video", "wide"), ("reel", "tall"), ("story", "tall")])
def test_moving_pictures_have_the_shape_of_a_screen(feed, write, kind, shape):
    write("p1", "instagram", kind=kind)
    page = feed("instagram")
    assert (len(page.classed(shape)), len(page.classed("play"))) == (1, 0 if kind == "story" else 1)


def test_a_link_is_a_card_with_its_host(feed, write):
    write("p1", "facebook", kind="article", details={"link": "https://www.example.com/a/b?c=1"})
    page = feed("facebook")
    assert [one["href"] for one in page.classed("card")] == ["https://www.example.com/a/b?c=1"]
    assert ("example.com" in page.words, "/a/b" in page.words) == (True, False)


def test_what_is_sensitive_opens_on_demand(feed, write):
    write("p1", "mastodon", "The end of the film", details={"extra": {"spoiler_text": "Spoiler", "sensitive": True}})
    page = feed("mastodon")
    assert (len(page.all("details")), "Spoiler" in page.words) == (1, True)


def test_the_index_names_every_profile_with_posts_and_the_orders(desk, write):
    write("a", "x")
    write("b", "x", details={"parent": "a"})
    write("c", "youtube", author="UC/17", details={"snippet": {"title": "T"}, "status": {"privacyStatus": "public"}})
    write("d", "threads", deleted_at=1.0)
    page = read(pages.index(call("/"), desk).body.decode())
    assert [one["href"] for one in page.all("a")] == [f"{BASE}/youtube/feed/UC%2F17", f"{BASE}/x/feed/17"]
    assert (page.words.count("1 post,"), f"POST {BASE}/_control/faults" in page.words) == (2, True)
    assert all(f"{BASE}/{each}" in page.words for each in SIMULATORS)


def test_the_index_of_nobody_says_so(desk):
    assert "Nobody published yet." in read(pages.index(call("/"), desk).body.decode()).words


def test_only_our_own_style_and_pictures_are_allowed(desk, write):
    write("p1")
    for reply in (
        pages.feed(call("/x/feed", profile_id="17"), desk), pages.post(call("/x/i", post_id="p1"), desk),
        pages.post(call("/x/i", post_id="no"), desk), pages.index(call("/"), desk),
    ):  # fmt: skip
        policy = reply.headers["content-security-policy"]
        assert policy.split("; ") == [
            "default-src 'none'", "img-src 'self'", f"style-src '{STYLE_HASH}'", "frame-ancestors 'self'", "base-uri 'none'",
            "form-action 'none'",
        ]
        assert f"<style>{STYLE}</style>" in reply.body.decode()


@pytest.mark.parametrize("platform", SIMULATORS)
def test_a_profile_is_the_same_person_by_number_and_urn(platform):
    first, second = person_of(platform, "17000000123"), person_of(platform, "urn:li:organization:17000000123")
    assert (first.name, first.initials, first.hue) == (second.name, second.initials, second.hue)
    assert first != person_of(platform, "17000000124")


def test_every_network_has_a_look():
    assert set(LOOKS) == set(Platform) == set(LABELS)
