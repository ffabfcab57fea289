from dataclasses import replace
from datetime import timedelta

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.agent import NewAgent
from agency_core.domain.content import ContentChanges, ContentType, FollowUpText, MediaItem, NewContent
from agency_core.ui.review.diff import marked
from agency_core.ui.review.effect import effects


@pytest.fixture
def waiting(agency, owner, client, clock):
    """Content in review, due tomorrow, on one platform that can publish and one that cannot."""
    (account,) = [each for each in agency.accounts.list(owner, client_id="bread") if each.platform == "x"]
    agency.accounts.set_status(owner, account.id, status=AccountStatus.PAUSED)
    new = NewContent(
        content_type=ContentType.TEXT_POST, title="A *new* oven", content_body="We have a new oven. Come and see.",
        target_platforms=("linkedin", "x"), scheduled_time=clock.now() + timedelta(days=1), client_id=client.id,
        variants={"linkedin": "We have a new stone oven. Come and see."},
    )
    return agency.review.submit(owner, agency.draft.create(owner, new=new).id)


def spoken(page) -> list[str]:
    """The lines of Markdown as a person reads them."""
    lines = [one.value.replace("\\", "").replace("\u2060", "") for one in page.markdown]
    return [line.removeprefix(":gray[:material/arrow_right_alt:] ") for line in lines]


def test_empty_queue_says_so(client, open_page):
    page = open_page("review", client="bread")
    assert not page.exception
    assert [one.value for one in page.markdown if "Nothing waits" in one.value]
    assert not page.button


def test_queue_is_in_time_order(agency, owner, waiting, open_page):
    for title, later in (("Second", timedelta(days=1)), ("First", -timedelta(hours=3))):
        copy = agency.draft.duplicate(owner, waiting.id)
        agency.draft.update(
            owner, copy.id, changes=ContentChanges(title=title, scheduled_time=waiting.scheduled_time + later),
        )
        agency.review.submit(owner, copy.id)
    page = open_page("review", client="bread")
    assert list(page.dataframe[0].value["Title"]) == ["▸ First", "A *new* oven", "Second"]


def test_approving_says_what_will_happen_and_schedules(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    assert spoken(page)[-2:] == [
        "It will be published on LinkedIn (sandbox) at Tue 24 Nov 10:00 Europe/Berlin, in 1 d.",
        "Not on X: The account is paused.",
    ]
    page.button(key=f"review_approve_{waiting.id}_{waiting.revision}").click().run()
    assert not page.exception
    assert agency.draft.get(owner, waiting.id).status == "scheduled"


def test_sending_back_needs_a_note_and_keeps_it(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    page.button(key=f"review_back_{waiting.id}_{waiting.revision}").click().run()
    assert "A note is missing" in page.error[0].value
    page.text_area(key=f"review_note_{waiting.id}").set_value("Say which oven.").run()
    page.button(key=f"review_back_{waiting.id}_{waiting.revision}").click().run()
    sent_back = agency.draft.get(owner, waiting.id)
    assert (sent_back.status, sent_back.review_note) == ("draft", "Say which oven.")


def test_a_click_on_words_that_changed_meanwhile_approves_nothing(agency, owner, waiting, open_page):
    page = open_page("review", client="bread")
    agency.draft.update(owner, waiting.id, changes=ContentChanges(content_body="Something else entirely."))
    agency.review.submit(owner, waiting.id)
    page.button(key=f"review_approve_{waiting.id}_{waiting.revision}").click().run()
    assert agency.draft.get(owner, waiting.id).status == "in_review"
    assert page.warning[0].value == "It was changed since you looked. Read it again, then decide."


def test_diff_marks_new_and_left_out_words_and_escapes_them():
    shown = marked("We *bake* bread daily", "We bake [rye](http://x.y) bread")
    assert shown == (
        "We :gray[~~\\*bake\\*~~] :green-background[bake \\[rye\\]\\(http\\:\u2060\\/\\/x\\.y\\)] bread :gray[~~daily~~]"
    )


def test_diff_of_equal_texts_marks_nothing():
    assert marked("One two\nthree", "One two\nthree") == "One two  \nthree"


@pytest.fixture
def reach(agency, owner, client):
    return {one.platform: one for one in agency.accounts.reach(owner, client_id=client.id)}


def test_effect_without_a_time_is_waiting(waiting, client, reach, clock):
    untimed = replace(waiting, scheduled_time=None)
    assert effects(untimed, client, reach, clock.now())[0] == (
        "It will wait, approved for LinkedIn (sandbox), until somebody gives it a time."
    )


def test_effect_of_a_time_that_passed_asks_for_another(waiting, client, reach, clock):
    clock.move(timedelta(days=2))
    assert effects(waiting, client, reach, clock.now())[0] == (
        "Its time has passed (Tue 24 Nov 10:00): once approved, choose a new time or publish it at once."
    )


def test_effect_while_publishing_is_paused_says_it_is_held(waiting, client, reach, clock):
    paused = replace(client, publishing_paused=True)
    assert effects(waiting, paused, reach, clock.now())[1] == (
        "Publishing is paused for this client: it goes out only once that is resumed."
    )


def test_effect_without_any_account_is_nothing(agency, owner, waiting, client, clock):
    for account in agency.accounts.list(owner, client_id=client.id):
        agency.accounts.set_status(owner, account.id, status=AccountStatus.PAUSED)
    reach = {one.platform: one for one in agency.accounts.reach(owner, client_id=client.id)}
    assert effects(waiting, client, reach, clock.now())[0] == (
        "Nothing will be published: none of its platforms can publish today."
    )


@pytest.fixture
def rich(agency, owner, client, clock):
    """Content in review by an agent, with choices, what follows and media from elsewhere."""
    agent = NewAgent("wren_001", "Wren", "strategic_storyteller", ("x",), ("text_post",), "daily", client_id="bread")
    agency.agents.register(owner, new=agent)
    new = NewContent(
        content_type=ContentType.IMAGE_POST, title="An oven", content_body="We have a new oven. Come and see.",
        target_platforms=("linkedin", "x", "tiktok"), client_id="bread", creator_agent_id="wren_001", priority=1,
        media=(MediaItem("https://bread.example/oven.jpg", "A stone oven"),),
        options={"x": {"reply_settings": "mentionedUsers"}, "tiktok": {"privacy": "friends"}},
        follow_ups=(FollowUpText("How we built it."), FollowUpText("Only here.", ("x",)), FollowUpText("Nowhere.", ("tiktok",))),
    )
    return agency.review.submit(owner, agency.draft.create(owner, new=new).id)


def test_what_is_decided_names_author_choices_media_and_what_follows(rich, open_page):
    page = open_page("review", client="bread")
    assert not page.exception
    said = [one.value.replace("\\", "").replace("\u2060", "") for one in page.caption]
    assert "Image post by Wren · revision 1 · urgent" in said
    assert ":material/image: https://bread.example/oven.jpg" in said
    assert "A stone oven" in said
    assert [one for one in said if one.startswith(":material/subdirectory")] == [
        ":material/subdirectory_arrow_right: First comment on LinkedIn; Post 2 of the thread on X",
        ":material/subdirectory_arrow_right: Post 3 of the thread on X",
        ":material/subdirectory_arrow_right: Sent nowhere",
    ]
    assert "X · Who can reply: Mentioned users" in said
    assert "TikTok · Who can see it: Friends" in said


def test_what_changed_since_it_was_opened_is_shown_until_it_is_decided(agency, owner, rich, open_page):
    page = open_page("review", client="bread")
    changed = ContentChanges(
        content_body="We have a stone oven. Come and see.", follow_ups=rich.follow_ups[:1],
        options={"x": {"reply_settings": "following"}, "tiktok": {"privacy": "friends"}},
    )
    agency.draft.update(owner, rich.id, changes=changed)
    agency.review.submit(owner, rich.id)
    for _ in range(2):
        page.run()
        said = spoken(page)
        assert "**Text**  \nWe have a :gray[~~new~~] :green-background[stone] oven. Come and see." in said
        assert "**Text 2 after the post**  \n:gray[~~Only here. (only on X)~~]" in said
        assert "**X: reply settings**  \n:gray[~~Mentioned users~~] :green-background[Following]" in said
        assert [one for one in said if "TikTok: privacy" in one] == []
