"""The form of a notifier: drawn from the description of its kind, refused in place, and never filled in with a secret."""

from __future__ import annotations

from agency_core.domain.notifier import NewNotifier

SECRET = "0123456789abcdef0123"
URL = "https://ops.example.com/agency/token-of-ours"


def pressed(page, label):
    return next(one for one in page.button if one.label == label).click().run()


def test_a_notifier_is_added_once_it_is_right(agency, owner, client, open_page):
    page = open_page("alerts", client="bread", alerts_tab="Notifiers", notifier_new="1")
    page.selectbox(key="notifier_kind").select("webhook").run()
    page.text_input(key="notifier_new_webhook_url").input(URL)
    page.text_input(key="notifier_new_webhook_secret").input("short")
    page = pressed(page, "Add")
    assert "The secret has 5 characters" in page.error[0].value
    page.text_input(key="notifier_new_webhook_secret").input(SECRET)
    page = pressed(page, "Add")
    assert not page.exception
    (made,) = agency.watchroom.notifiers.list(owner)
    assert (made.kind, made.client_id, made.match.severities) == ("webhook", client.id, ("critical", "warning"))


def test_an_edited_notifier_keeps_its_secret_which_is_not_shown(agency, owner, client, open_page):
    new = NewNotifier("webhook", "Ours", {"url": URL, "secret": SECRET}, client.id)
    made = agency.watchroom.notifiers.create(owner, new=new)
    page = open_page("alerts", client="bread", alerts_tab="Notifiers", notifier=made.id)
    assert [page.text_input(key=f"notifier_{made.id}_{name}").value for name in ("url", "secret")] == ["", ""]
    page.text_input(key=f"notifier_{made.id}_name").input("Renamed")
    page.number_input(key=f"notifier_{made.id}_after").set_value(15)
    page = pressed(page, "Save")
    assert not page.exception
    kept = agency.watchroom.notifiers.get(owner, made.id)
    assert (kept.name, kept.after_minutes, kept.target) == ("Renamed", 15, made.target)
