"""What the documents say of each connector is what the connector says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency_core.domain.content import ContentType
from agency_core.domain.platform import LABELS, Capabilities, Carries, FollowUp, Idempotency, LoginKind, ReadBack
from agency_core.platforms import CONNECTORS
from agency_core.platforms.bluesky import facts as bluesky
from agency_core.platforms.facebook import facts as facebook
from agency_core.platforms.instagram import facts as instagram
from agency_core.platforms.threads import facts as threads
from agency_core.platforms.x import draft_rules as x
from tests.docs.reading import names, rows, section, table, text

NOTHING = "-"
LOGINS = {
    LoginKind.OAUTH2: "a login there", LoginKind.APP_PASSWORD: "an app password", LoginKind.INSTANCE: "a login at its server",
}
READ_BACK = {ReadBack.EXACT: "exact", ReadBack.HEURISTIC: "by its words", ReadBack.NONE: "none"}
PROTECTION = {Idempotency.KEY: "a key of ours", Idempotency.HANDLE: "a handle, good once", Idempotency.NONE: "nothing"}
FOLLOWS = {FollowUp.THREAD: "the next post of a thread", FollowUp.COMMENT: "a comment below it", FollowUp.NONE: NOTHING}
WORDS = {"image": "picture", "video": "video", "document": "PDF"}
UNITS = {timedelta(days=1): "a day", timedelta(hours=1): "an hour", timedelta(minutes=1): "a minute"}
PLATFORMS = pytest.mark.parametrize("key", CONNECTORS)


def told(heading: str, key: str) -> list[str]:
    """What the table below a heading says of a platform, without its name."""
    label = LABELS[CONNECTORS[key].facts.key]
    found = [row[1:] for row in rows("connectors.md", heading) if row[0].partition(" (")[0] == label]
    assert len(found) == 1, f"{label} stands {len(found)} times below {heading!r}"
    return found[0]


def can_do(key: str) -> Capabilities:
    """What a connector says that it can do."""
    return CONNECTORS[key].facts.capabilities


def media(carries: Carries | None) -> str:
    """What one kind of content carries: `words`, `1 video`, `up to 1 picture`, `1 to 10 pictures and videos`."""
    if carries is None:
        return NOTHING
    if not carries.most:
        return "words"
    joined = (" and " if carries.mixed else " or ").join(
        WORDS[sort] + ("s" if carries.most > 1 else "") for sort in WORDS if sort in carries.sorts
    )
    counts = {0: f"up to {carries.most}", carries.most: str(carries.most)}
    return f"{counts.get(carries.least, f'{carries.least} to {carries.most}')} {joined}"


def span(per: timedelta) -> str:
    """A span of time: `a day`, `3 h`, `15 min`."""
    minutes = per // timedelta(minutes=1)
    return UNITS.get(per) or (f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min")


@PLATFORMS
def test_interface_its_end_and_the_way_in_are_those_of_the_facts(key):
    facts = CONNECTORS[key].facts
    end = f"{facts.sunset:%-d %B %Y}" if facts.sunset else "none announced"
    assert told("Connectors", key) == [facts.spec_version, end, LOGINS[facts.login.kind]]


@PLATFORMS
def test_how_it_was_checked_is_what_the_connector_says(key):
    assert told("How they were checked", key)[0] == CONNECTORS[key].facts.verified


@PLATFORMS
def test_kinds_and_their_media_are_those_carried(key):
    kinds = [ContentType(names(cell)[0]) for cell in table("connectors.md", "What they carry")[0][1:]]
    assert set(kinds) == set(ContentType)
    assert told("What they carry", key) == [media(can_do(key).kinds.get(kind)) for kind in kinds]


@PLATFORMS
def test_lengths_are_those_kept(key):
    can = can_do(key)
    own = [f"`{kind}` {carries.text_limit:,}" for kind, carries in can.kinds.items() if carries.text_limit]
    limits = [f"{limit:,}" if limit else NOTHING for limit in (can.title_limit, can.alt_text_limit)]
    cards = f"a card: {', '.join(f'`{kind}`' for kind in sorted(can.link_cards))}" if can.link_cards else NOTHING
    link = "after the words" if can.link_in_text else cards
    assert told("Words", key) == ["; ".join([f"{can.text_limit:,}", *own]), can.text_unit, *limits, link]


@PLATFORMS
def test_what_is_done_about_doubles_is_what_the_connector_says(key):
    can = can_do(key)
    assert told("Doubles and lost answers", key)[:3] == [
        READ_BACK[can.read_back], PROTECTION[can.idempotency], f"{can.settling_seconds:g} s",
    ]


@PLATFORMS
def test_allowances_and_what_follows_are_those_kept(key):
    can = can_do(key)
    allowed = " and ".join(f"{each.posts:,} in {span(each.per)}" for each in can.allowances) or "not told"
    longest = can.limit_of(ContentType.TEXT_POST, {}, follows=True)
    follows = f"{longest:,}" if can.follow_up is not FollowUp.NONE else NOTHING
    assert told("How often, and what follows", key) == [allowed, FOLLOWS[can.follow_up], follows]


def test_choices_are_those_asked_for():
    kept = {
        (LABELS[connector.facts.key], option.name): [option.default, *(each for each in option.choices if each != option.default)]
        for connector in CONNECTORS.all() for option in connector.facts.capabilities.options
    }
    assert {(label, names(name)[0]): names(choices) for label, name, _, choices in rows("connectors.md", "Choices")} == kept


@PLATFORMS
def test_numbers_and_removal_are_those_of_the_facts(key):
    can = can_do(key)
    followers = can.followers.replace("user.info.stats", "`user.info.stats`")
    assert told("Numbers", key) == [", ".join(can.metrics), "yes" if can.supports_delete else "no", followers]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Instagram", f"{instagram.HASHTAGS} hashtags and {instagram.MENTIONS} mentions"),
        ("Instagram", f"{instagram.COMMENT_HASHTAGS} hashtags"),
        ("Instagram", "{:g} to {:g} seconds".format(*instagram.STORY_SECONDS)),
        ("Facebook", "{:g} to {:g} seconds".format(*facebook.REEL_SECONDS)),
        ("Facebook", f"{facebook.REEL_BYTES // 10**6} MB"),
        ("Threads", f"{({5: 'Five'})[threads.LINKS]} different links"),
        ("Bluesky", f"{bluesky.TEXT_BYTES} bytes"), ("Bluesky", f"{bluesky.THUMB_BYTES:,} bytes"),
        ("X", f"{x._WITHOUT_LINK} a post, {x._WITH_LINK} with a link"),
    ],
)
def test_numbers_of_its_own_are_those_of_the_rules(label, said):
    assert said in " ".join(section("connectors.md", label).split())


@PLATFORMS
def test_every_platform_has_its_own_words(key):
    assert section("connectors.md", LABELS[CONNECTORS[key].facts.key]).strip()


def test_nobody_claims_the_real_network():
    assert "**No connector has published on the real network.**" in text("connectors.md")
