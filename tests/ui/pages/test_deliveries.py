from datetime import timedelta

import pytest


def keys(page) -> set[str]:
    return {one.key for one in page.button if one.key and one.key.startswith("delivery_")}


def test_no_deliveries_says_where_they_come_from(client, open_page):
    assert ":gray[:material/outbox: No deliveries yet. Scheduled content turns into deliveries.]" in [
        one.value for one in open_page("deliveries").markdown
    ]


def test_what_needs_a_person_comes_first_then_what_is_next(desk, open_page):
    table = open_page("deliveries").dataframe[0].value
    words = [state[0].split(" ", 1)[1] for state in table["State"]]
    assert set(words[:3]) == {"Failed", "Unconfirmed", "Missed"}
    assert set(words[3:5]) == {"Pending", "Sending"}
    assert set(words[5:]) == {"Delivered", "Cancelled"}


def test_the_state_filter_carries_counts_and_is_in_the_address(desk, open_page):
    page = open_page("deliveries", deliveries_state="missed")
    assert len(page.dataframe[0].value) == 1
    assert "Missed 1" in page.button_group(key="deliveries_state_choice").options


def test_a_filter_that_fits_nothing_can_be_cleared(desk, open_page):
    page = open_page("deliveries", deliveries_state="failed", deliveries_platform="x")
    page.button(key="deliveries_clear").click().run()
    assert len(page.dataframe[0].value) == 7


@pytest.mark.parametrize(("state", "offered"), [
    ("pending", {"delivery_retry", "delivery_cancel"}), ("sending", set()), ("delivered", {"delivery_measure"}),
    ("failed", {"delivery_retry", "delivery_cancel"}), ("unconfirmed", {"delivery_look", "delivery_posted", "delivery_again"}),
    ("missed", {"delivery_late", "delivery_cancel", "delivery_move"}), ("cancelled", set()),
])
def test_each_state_offers_what_a_person_may_decide(state, offered, desk, open_page):
    page = open_page("deliveries", delivery=desk.deliveries[state])
    assert not page.exception
    assert keys(page) == offered


@pytest.mark.parametrize("state", ["failed", "unconfirmed", "missed"])
def test_the_drawer_says_why(state, desk, open_page):
    page = open_page("deliveries", delivery=desk.deliveries[state])
    assert page.error[0].value.replace("\\", "") == "The network refused the text: it is *too* long."


def test_the_drawer_tells_the_whole_story(desk, open_page):
    page = open_page("deliveries", delivery=desk.deliveries["failed"])
    story = page.dataframe[1].value.to_dict("records")
    assert [(row["At"], row["What"], row["Step"], row["Answer"], row["Took"]) for row in story if row["What"] == "Call"] == [
        ("10:00:00", "Call", "Armed", "text ready", "12\u202fms")
    ]


def test_a_retry_asks_first_and_names_object_and_audience(desk, agency, owner, open_page):
    delivery = desk.deliveries["failed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_retry").click().run()
    assert agency.deliver.get(owner, delivery).state == "failed"
    asked = [one.value for one in page.text if one.value.startswith("“")]
    assert asked == [
        "“About <b>failed</b>” on LinkedIn as Bread & Co (sandbox). "
        "It is the sandbox network: nobody outside this machine sees it."
    ]
    page.button(key="delivery_retry_yes").click().run()
    assert agency.deliver.get(owner, delivery).state == "pending"


def test_keeping_it_as_it_is_changes_nothing(desk, agency, owner, open_page):
    delivery = desk.deliveries["failed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_cancel").click().run()
    page.button(key="delivery_cancel_no").click().run()
    assert agency.deliver.get(owner, delivery).state == "failed"
    assert keys(page) == {"delivery_retry", "delivery_cancel"}


def test_an_unconfirmed_one_is_resolved_with_its_link(desk, agency, owner, open_page):
    delivery = desk.deliveries["unconfirmed"]
    page = open_page("deliveries", delivery=delivery)
    page.text_input(key="delivery_url").set_value("https://example.com/p/9")
    page.button(key="delivery_posted").click().run()
    found = agency.deliver.get(owner, delivery)
    assert (found.state, found.url) == ("delivered", "https://example.com/p/9")


def test_an_unconfirmed_one_without_a_link_stays(desk, agency, owner, open_page):
    delivery = desk.deliveries["unconfirmed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_posted").click().run()
    assert "Paste the address of the post" in page.error[-1].value
    assert agency.deliver.get(owner, delivery).state == "unconfirmed"


def test_a_look_that_settles_nothing_says_so(desk, agency, owner, open_page, monkeypatch):
    delivery = desk.deliveries["unconfirmed"]
    monkeypatch.setattr(agency.reconcile, "look", lambda actor, one: agency.deliver.get(actor, one))
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_look").click().run()
    assert [one.value.replace("\\", "") for one in page.toast] == [
        "It stays unconfirmed, and nothing was sent. The network refused the text: it is *too* long."
    ]


def test_an_unconfirmed_one_is_sent_again_after_a_question(desk, agency, owner, open_page):
    delivery = desk.deliveries["unconfirmed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_again").click().run()
    page.button(key="delivery_again_yes").click().run()
    assert agency.deliver.get(owner, delivery).state == "pending"


def test_a_missed_one_is_published_late_after_a_question(desk, agency, owner, open_page):
    delivery = desk.deliveries["missed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_late").click().run()
    page.button(key="delivery_late_yes").click().run()
    assert agency.deliver.get(owner, delivery).state == "pending"


def test_a_missed_one_gets_a_new_time_in_the_zone_of_the_client(desk, agency, owner, open_page, clock):
    delivery = desk.deliveries["missed"]
    page = open_page("deliveries", delivery=delivery)
    page.datetime_input(key="delivery_wall").set_value(clock.now().replace(tzinfo=None, day=24, hour=8, minute=30))
    page.button(key="delivery_move").click().run()
    found = agency.deliver.get(owner, delivery)
    assert (found.state, found.due_at) == ("pending", clock.now() + timedelta(hours=22, minutes=30))


def test_a_missed_one_is_dropped_after_a_question(desk, agency, owner, open_page):
    delivery = desk.deliveries["missed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_cancel").click().run()
    page.button(key="delivery_cancel_yes").click().run()
    assert agency.deliver.get(owner, delivery).state == "cancelled"


def test_a_delivered_one_links_to_its_post(desk, open_page):
    page = open_page("deliveries", delivery=desk.deliveries["delivered"])
    assert [one.url for one in page.link_button] == ["https://example.com/post/1"]


def test_what_somebody_else_decided_meanwhile_is_said(desk, agency, owner, open_page):
    delivery = desk.deliveries["failed"]
    page = open_page("deliveries", delivery=delivery)
    page.button(key="delivery_retry").click().run()
    agency.deliver.cancel(owner, delivery)
    page.button(key="delivery_retry_yes").click().run()
    assert not page.exception
    assert agency.deliver.get(owner, delivery).state == "cancelled"


def test_an_unknown_delivery_is_said(desk, open_page):
    page = open_page("deliveries", delivery="nothing")
    assert not page.exception
    assert len(page.error) == 1
