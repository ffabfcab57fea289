"""Bulk: planned posts from a sheet, looked at, imported once, taken back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

import openpyxl
import pytest

from agency_core.domain.bulk import Want
from agency_core.domain.client import NewClient
from agency_core.errors import Conflict, Forbidden, Invalid, NotFound
from agency_core.services import bulk as module
from tests.fakes import contents, deliveries_of

HEADER = ("text", "platforms", "date", "time")
GOOD = ("We bake bread.", "linkedin", "2026-11-24", "09:30")


@pytest.fixture
def client(desk, owner):
    """A client in Berlin with sandbox accounts."""
    return desk.clients.create(owner, new=NewClient("Bread & Co", "Europe/Berlin", id="bread"))


def sheet(*rows, header=HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


@pytest.fixture
def received(desk, owner, client):
    """Hands in a sheet and gives the dry run."""

    def hand_in(*rows, header=HEADER, actor=owner, name="plan.csv", data=b""):
        return desk.calendar.bulk.receive(actor, client.id, filename=name, chunks=[data or sheet(*rows, header=header)])

    return hand_in


@pytest.fixture
def refused(received):
    """The one refusal of a row: (column, value, rule)."""

    def of(*row, header=HEADER):
        (error,) = received(row, header=header).rejects
        assert error.line == 2
        assert error.remedy
        return error.column, error.value, error.rule

    return of


def test_a_dry_run_keeps_nothing(desk, owner, received):
    seen = received(GOOD, ("", "linkedin", "", ""))
    assert (seen.rows_ok, seen.rows_rejected, seen.timezone, seen.seen_before) == (1, 1, "Europe/Berlin", False)
    assert seen.first_at == seen.last_at == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert contents(desk, owner) == ()
    assert desk.calendar.bulk.list(owner, client_id="bread") == ()


def test_good_rows_are_approved_and_scheduled_in_the_zone_of_the_client(desk, owner, received):
    seen = received(GOOD, ("No time yet.", "linkedin", "", ""))
    done = desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    assert (done.status, done.rows_added, done.rows_total) == ("done", 2, 2)
    waits, planned = sorted(contents(desk, owner), key=lambda each: each.status)
    assert (waits.status, planned.status, planned.title) == ("approved", "scheduled", "We bake bread.")
    assert planned.scheduled_time == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert planned.approved_by == "person:owner"
    assert [each.due_at for each in deliveries_of(desk, owner, planned)] == [planned.scheduled_time]


def test_imported_posts_go_out(desk, owner, network, received, clock):
    seen = received(GOOD)
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    clock.move(timedelta(days=1))
    desk.publish.drain()
    assert [text for _, text in network.posts.values()] == ["We bake bread."]


def test_every_column_arrives(desk, owner, received):
    header = ("Post", "Networks", "Publish At", "Title", "Content type", "URL", "Image", "Alt", "First comment", "Thread 2",
              "Priority", "Persona", "Our notes")
    row = ("Words.", "LinkedIn; Instagram", "2026-11-24T09:30+00:00", "A title", "Image post", "https://example.org/a",
           "https://example.org/a.jpg | https://example.org/b.jpg", "A loaf | Two loaves", "First!", "Second!", "urgent",
           "Data decoder", "do not read")
    seen = received(row, header=header)
    assert (seen.rejects, seen.ignored) == ((), ("Our notes",))
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.DRAFT)
    (made,) = contents(desk, owner)
    assert (made.status, made.title, made.content_type, made.link, made.priority, made.persona) == (
        "draft", "A title", "image_post", "https://example.org/a", 1, "data_decoder",
    )
    assert made.target_platforms == ("linkedin", "instagram")
    assert [(each.url, each.alt_text) for each in made.media] == [
        ("https://example.org/a.jpg", "A loaf"), ("https://example.org/b.jpg", "Two loaves"),
    ]
    assert [each.text for each in made.follow_ups] == ["First!", "Second!"]
    assert made.why == "plan.csv, row 2"


def test_a_workbook_says_the_same_as_text(desk, owner, received):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(("From a workbook.", "linkedin", date(2026, 11, 24), clock_time(9, 30)))
    data = io.BytesIO()
    book.save(data)
    seen = received(name="plan.xlsx", data=data.getvalue())
    assert (seen.rejects, seen.first_at) == ((), datetime(2026, 11, 24, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(("row", "column", "value", "rule"), [
    (("", "linkedin", "", ""), "text", "", "is empty"),
    (("Words.", "", "", ""), "platforms", "", "is empty"),
    (("Words.", "myspace", "", ""), "platforms", "myspace", "'myspace' is not a platform."),
    (("Words.", "linkedin", "2026-02-30", "09:00"), "date", "2026-02-30", "is not a day"),
    (("Words.", "linkedin", "05/06/2027", "09:00"), "date", "05/06/2027", "can be read as two days"),
    (("Words.", "linkedin", "2026-11-24", "25:00"), "time", "25:00", "is not a time of day"),
    (("Words.", "linkedin", "2026-11-24", "13:00 pm"), "time", "13:00 pm", "is not a time of day"),
    (("Words.", "linkedin", "2026-11-24", ""), "time", "", "is empty"),
    (("Words.", "linkedin", "", "09:00"), "date", "", "is empty"),
    (("Words.", "linkedin", "2026-11-22", "09:00"), "time", "09:00", "has passed"),
    (("Words.", "linkedin", "2029-11-22", "09:00"), "time", "09:00", "is more than two years ahead"),
    (("Words.", "linkedin", "2027-03-28", "02:30"), "time", "02:30",
     "2027-03-28 02:30 does not exist in Europe/Berlin: the clocks go forward over it."),
    (("w" * 101, "linkedin", "", ""), "text", "w" * 101, "LinkedIn: 101 characters."),
    (("Words.", "youtube", "2026-11-24", "09:00"), "platforms", "youtube", "No connected account can publish there today."),
])
def test_a_row_that_breaks_a_rule_names_it(refused, row, column, value, rule):
    assert refused(*row) == (column, value, rule)


@pytest.mark.parametrize(("name", "value", "rule"), [
    ("type", "poem", "is not a kind of content"), ("priority", "very", "is not a priority"),
    ("persona", "me", "is not a persona"),
    ("link", "example", "'example' is not a web address."), ("media", "loaf.jpg", "is not in the client's library"),
])
def test_a_cell_of_a_further_column_is_judged_too(refused, name, value, rule):
    assert refused("Words.", "linkedin", value, header=("text", "platforms", name)) == (name, value, rule)


@pytest.mark.parametrize(("day", "clock_", "at"), [
    ("24.11.2026", "9:30", "08:30"), ("11/24/2026", "9:30 AM", "08:30"), ("24/11/2026", "9pm", "20:00"),
    ("2026-11-24 09:30", "", "08:30"), ("2026-11-24", "09:30:00", "08:30"), ("2026-11-24", "12:15 am", "23:15"),
])
def test_times_may_be_written_in_many_ways(received, day, clock_, at):
    seen = received(("Words.", "linkedin", day, clock_))
    assert (seen.rejects, f"{seen.first_at:%H:%M}") == ((), at)


def test_two_rows_that_say_the_same_are_one(received):
    seen = received(GOOD, GOOD)
    assert [(each.line, each.rule) for each in seen.rejects] == [(3, "says the same as row 2, at the same time")]


def test_the_same_file_twice_adds_nothing(desk, owner, received):
    first = received(GOOD)
    done = desk.calendar.bulk.import_(owner, first.import_id, want=Want.SCHEDULED)
    again = received(GOOD)
    assert (again.import_id, again.seen_before, again.rows_ok, again.rows_known) == (first.import_id, True, 0, 1)
    assert desk.calendar.bulk.import_(owner, again.import_id, want=Want.SCHEDULED) == done
    assert len(contents(desk, owner)) == 1


def test_the_same_file_looked_at_twice_and_imported_twice_adds_nothing(desk, owner, received):
    one, other = received(GOOD), received(GOOD)
    done = desk.calendar.bulk.import_(owner, one.import_id, want=Want.SCHEDULED)
    assert desk.calendar.bulk.import_(owner, other.import_id, want=Want.SCHEDULED) == done
    assert len(contents(desk, owner)) == 1


def test_a_corrected_file_adds_only_what_was_not_there(desk, owner, received):
    first = received(GOOD, ("Rye.", "linkedin", "2026-11-24", "25:00"))
    desk.calendar.bulk.import_(owner, first.import_id, want=Want.SCHEDULED)
    corrected = received(GOOD, ("Rye.", "linkedin", "2026-11-24", "15:00"))
    assert (corrected.rows_ok, corrected.rows_known) == (1, 1)
    done = desk.calendar.bulk.import_(owner, corrected.import_id, want=Want.SCHEDULED)
    assert (done.rows_added, done.rows_known) == (1, 1)
    assert len(contents(desk, owner)) == 2


def test_an_import_that_was_interrupted_goes_on_where_it_was(desk, owner, received, monkeypatch):
    monkeypatch.setattr(module, "CHUNK_ROWS", 2)
    seen = received(*((f"Post {number}.", "linkedin", "2026-11-24", f"{9 + number}:00") for number in range(5)))
    keep, kept = desk.calendar.bulk._keep, []

    def dying(*args):
        if len(kept) == 1:
            raise KeyboardInterrupt
        kept.append(1)
        keep(*args)

    monkeypatch.setattr(desk.calendar.bulk, "_keep", dying)
    with pytest.raises(KeyboardInterrupt):
        desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    assert len(contents(desk, owner)) == 2
    monkeypatch.setattr(desk.calendar.bulk, "_keep", keep)
    done = desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    assert (done.status, done.rows_added, done.rows_total) == ("done", 5, 5)
    assert len(contents(desk, owner)) == 5
    assert desk.deliver.counts(owner)["pending"] == 5


def test_an_import_is_taken_back_while_nothing_was_sent(desk, owner, received):
    seen = received(GOOD, ("Rye.", "linkedin", "", ""))
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    undone = desk.calendar.bulk.undo(owner, seen.import_id)
    assert (undone.status, contents(desk, owner), desk.deliver.counts(owner)["pending"]) == ("undone", (), 0)
    with pytest.raises(Conflict):
        desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    again = received(GOOD, ("Rye.", "linkedin", "", ""))
    assert (again.seen_before, again.rows_ok) == (False, 2)


def test_an_import_of_which_something_was_sent_stays(desk, owner, received, clock):
    seen = received(GOOD)
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    clock.move(timedelta(days=1))
    desk.publish.drain()
    with pytest.raises(Conflict):
        desk.calendar.bulk.undo(owner, seen.import_id)
    assert len(contents(desk, owner)) == 1


def test_taking_back_leaves_everything_else(desk, owner, received, scheduled):
    other = scheduled(timedelta(hours=1))
    seen = received(GOOD)
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.SCHEDULED)
    desk.calendar.bulk.undo(owner, seen.import_id)
    assert [each.id for each in contents(desk, owner)] == [other.id]


def test_the_right_of_the_actor_decides_what_posts_become(desk, owner, writer, stranger, received):
    seen = received(GOOD, actor=writer)
    with pytest.raises(Forbidden):
        desk.calendar.bulk.import_(writer, seen.import_id, want=Want.SCHEDULED)
    desk.calendar.bulk.import_(writer, seen.import_id, want=Want.SUBMITTED)
    assert [each.status for each in contents(desk, owner)] == ["in_review"]
    with pytest.raises(NotFound):
        received(GOOD, actor=stranger)
    for ask in (desk.calendar.bulk.get, desk.calendar.bulk.preview, desk.calendar.bulk.errors, desk.calendar.bulk.undo):
        with pytest.raises(NotFound):
            ask(stranger, seen.import_id)
    with pytest.raises(NotFound):
        desk.calendar.bulk.list(stranger, client_id="bread")


@pytest.mark.parametrize(("data", "said"), [
    (b"", "The file is empty."), (b"%PDF-1.7 ...", "This is not a table."),
    (b"a,b\n1,2\n", "The file has no column 'text' and none 'platforms'."),
])
def test_a_file_that_is_no_plan_is_refused_whole(desk, owner, client, data, said):
    with pytest.raises(Invalid) as caught:
        desk.calendar.bulk.receive(owner, client.id, filename="x.csv", chunks=[data])
    assert (caught.value.message, caught.value.field) == (said, "file")
    assert contents(desk, owner) == ()


def test_errors_are_a_sheet_that_runs_nothing(desk, owner, received):
    seen = received(('=HYPERLINK("x")', "=cmd|' /C calc'!A0", "", ""))
    before = "".join(desk.calendar.bulk.errors(owner, seen.import_id))
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.DRAFT)
    assert "".join(desk.calendar.bulk.errors(owner, seen.import_id)) == before
    ((row, column, value, *_),) = list(csv.reader(io.StringIO(before)))[1:]
    assert (row, column, value[:2]) == ("2", "platforms", "'=")


def test_a_sheet_of_posts_is_no_upload_of_figures(desk, owner, received):
    seen = received(GOOD)
    desk.calendar.bulk.import_(owner, seen.import_id, want=Want.DRAFT)
    assert desk.uploads.list(owner).items == ()
    with pytest.raises(NotFound):
        desk.uploads.start(owner, seen.import_id)


def test_the_template_can_be_imported_as_it_is(desk, owner, received):
    seen = received(data=desk.calendar.bulk.template().encode("utf-8-sig"))
    assert (seen.rows_rejected, seen.ignored, len(seen.columns)) == (0, (), 15)
