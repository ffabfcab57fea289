"""The page Audit: entries with filters in the address, and how the chain stands."""

from __future__ import annotations


def test_audit_on_an_empty_agency_says_so(open_page):
    page = open_page("audit")
    assert not page.exception
    assert [one.value for one in page.caption][1] == "Nobody looked at the whole chain yet; it is looked at once a day."


def test_audit_shows_entries_and_follows_one(agency, open_page, owner):
    agency.door.audit.done(owner, "thing.done", noun="thing", subject_id="7")
    agency.door.audit.done(owner, "other.done", noun="other", subject_id="8")
    page = open_page("audit", audit_subject="7")
    assert not page.exception
    assert list(page.dataframe[0].value["What"]) == ["thing.done"]


def test_audit_says_up_to_where_it_is_proven(agency, open_page, owner):
    agency.door.audit.done(owner, "thing.done")
    page = open_page("audit")
    page.button("audit_verify").click().run()
    assert any("Verified up to entry 1 " in one.value for one in page.markdown)


def test_audit_that_does_not_hold_is_said_aloud(agency, open_page, owner):
    agency.door.audit.done(owner, "thing.done")
    (agency.settings.data / "audit" / "heads-2026-11-22.jsonl").write_text('{"id": 9, "hash": "x"}\n', encoding="utf-8")
    agency.door.audit.verify(owner)
    assert "entry 9 is gone" in open_page("audit").error[0].value


def test_audit_day_that_is_none_shows_all(agency, open_page, owner):
    agency.door.audit.done(owner, "thing.done")
    page = open_page("audit", audit_day="yesterday")
    assert (len(page.dataframe[0].value), bool(page.exception)) == (1, False)
