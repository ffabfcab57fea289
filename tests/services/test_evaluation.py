"""One look: what it writes, what it does not write, and who is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from agency_core.domain.rule import RuleSetting, Severity
from agency_core.domain.watching import Matcher, NotificationState
from agency_core.models import HistoryRow, NotificationRow, TaskRow
from agency_core.services.watch import Watch
from tests.services.desk_rows import Books
from tests.services.watch_scene import MINUTE, Scene, Told

HOUR = timedelta(hours=1)


@pytest.fixture
def scene(agency, clock) -> Scene:
    return Scene(agency, clock)


@pytest.fixture
def written(agency):
    """Statements that write."""
    seen: list[str] = []
    words = ("INSERT", "UPDATE", "DELETE")

    def note(_conn, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(words):
            seen.append(statement)

    event.listen(agency.db.engine, "before_cursor_execute", note)
    return seen


def test_what_is_simply_still_so_writes_nothing(agency, scene, clock, owner, written):
    scene.notifier()
    scene.finds(*(f"s{number}" for number in range(50)))
    clock.move(MINUTE)
    written.clear()
    assert (scene.finds(*(f"s{number}" for number in range(50))), written) == (0, [])


def test_a_look_takes_a_fixed_number_of_statements(agency, scene, clock, written):
    scene.notifier()
    scene.finds(*(f"s{number}" for number in range(50)))
    assert len(written) <= 5


def test_other_words_are_written_and_are_no_news(scene, clock, owner):
    scene.notifier()
    scene.finds("s", detail="5 of 9")
    clock.move(MINUTE)
    assert scene.finds("s", detail="6 of 9") == 0
    assert (scene.alert(owner).detail, len(scene.told())) == ("6 of 9", 1)


def test_an_alert_is_told_when_it_fires_and_when_it_is_over(scene, clock):
    scene.notifier()
    scene.finds("s")
    for _ in range(3):
        clock.move(MINUTE)
        scene.finds()
    assert scene.told() == [("n1", "fired", "s is wrong"), ("n1", "resolved", "Over: s is wrong")]


def test_a_message_says_what_since_when_how_bad_why_and_where(agency, scene, clock, owner):
    Books(agency, clock).client()
    scene.notifier()
    scene.finds("s", client="c1", detail="5 of 9", values={"failed": 5})
    with agency.db.reading() as session:
        row = session.query(NotificationRow).one()
        view, waits = row.view(), (row.group, row.state, row.next_attempt_at)
    (told,) = view.told
    assert (told.severity, told.state, told.summary, told.detail, told.since, told.link, told.rule, told.figures) == (
        "warning", "firing", "s is wrong", "5 of 9", clock.now(), "/operations", "told", {"failed": 5}
    )
    assert told.client == agency.clients.get(owner, "c1").name
    assert waits == ("c1:warning", NotificationState.WAITING, clock.now())


def test_one_blink_of_a_finding_tells_nobody_anything(scene, clock):
    scene.notifier()
    for subjects in (["s"], [], ["s"], [], ["s"]):
        scene.finds(*subjects)
        clock.move(MINUTE)
    assert scene.told() == [("n1", "fired", "s is wrong")]


def test_a_flood_is_one_message_for_each_client(scene):
    scene.notifier()
    scene.finds(*(f"s{number}" for number in range(57)))
    assert scene.told() == [("n1", "fired", "57 warning alerts (and 37 more that are not listed)")]


def test_a_repetition_comes_each_time_its_minutes_have_passed(scene, clock):
    scene.notifier(repeat_minutes=30)
    for _ in range(62):
        scene.finds("s")
        clock.move(MINUTE)
    assert [reason for _, reason, _ in scene.told()] == ["fired", "repeated", "repeated"]


def test_the_second_in_line_is_told_once_when_nobody_took_care(scene, clock):
    scene.notifier("first")
    scene.notifier("second", after_minutes=15)
    for _ in range(20):
        scene.finds("s")
        clock.move(MINUTE)
    assert [each[:2] for each in scene.told()] == [("first", "fired"), ("second", "escalated")]


def test_the_second_in_line_is_not_told_of_what_somebody_took_care_of(agency, scene, clock, owner):
    scene.notifier("second", after_minutes=15)
    scene.finds("s")
    agency.watchroom.incidents.acknowledge(owner, scene.alert(owner).id)
    clock.move(HOUR)
    scene.finds("s")
    assert scene.told() == []


def test_what_outlasts_its_silence_is_told_and_what_does_not_is_not(agency, scene, clock, owner):
    scene.notifier()
    agency.watchroom.silences.create(owner, match=Matcher(), ends_at=clock.now() + 5 * MINUTE, why="known")
    for minute in range(8):
        scene.finds("lasts", *(["passes"] if minute < 2 else []))
        clock.move(MINUTE)
    assert scene.told() == [("n1", "fired", "lasts is wrong")]
    story = [(each.to_state, each.why) for each in scene.watch.history(owner, scene.watch.list(owner).items[1].id)]
    assert story == [("firing", "lasts is wrong"), ("muted", "silence: known"), ("notified", "n1: fired")]


def test_a_snooze_that_ends_tells_again_once(agency, scene, clock, owner):
    scene.notifier()
    scene.finds("s")
    agency.watchroom.incidents.snooze(owner, scene.alert(owner).id, until=clock.now() + 3 * MINUTE)
    for _ in range(6):
        clock.move(MINUTE)
        scene.finds("s")
    assert [reason for _, reason, _ in scene.told()] == ["fired", "repeated"]


def test_a_severity_that_rises_is_told(agency, scene, clock):
    scene.notifier()
    scene.finds("s")
    scene.rule.severity = Severity.CRITICAL
    for _ in range(2):
        clock.move(MINUTE)
        scene.finds("s")
    assert [reason for _, reason, _ in scene.told()] == ["fired", "worse"]


def test_what_comes_on_top_is_more_of_it(scene, clock):
    scene.notifier()
    scene.finds("s")
    clock.move(MINUTE)
    scene.finds("s", "t")
    assert scene.told() == [("n1", "fired", "s is wrong"), ("n1", "more", "t is wrong")]


def test_a_notifier_of_a_client_hears_of_no_other(agency, scene, clock):
    books = Books(agency, clock)
    books.client()
    books.client("c2")
    scene.notifier("ours", client_id="c1")
    scene.finds("s", client="c2")
    clock.move(MINUTE)
    scene.finds("t", client="c1")
    assert scene.told() == [("ours", "fired", "t is wrong")]


def test_nothing_is_told_when_it_could_not_be_kept(agency, scene, monkeypatch, owner):
    scene.notifier()
    monkeypatch.setattr("agency_core.services.evaluation.told.send_all", lambda *_: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        scene.finds("s")
    monkeypatch.undo()
    assert (scene.told(), scene.watch.list(owner).items) == ([], ())
    scene.finds("s")
    assert [reason for _, reason, _ in scene.told()] == ["fired"]


def test_a_rule_that_is_switched_off_ends_its_alerts(agency, clock, owner):
    agency.watchroom.rules.save(owner, setting=RuleSetting("", "queue_backlog", is_on=False))
    rule = Told()
    rule.name = "queue_backlog"
    scene = Scene(agency, clock)
    scene.watch, scene.rule = Watch(agency.db, clock, [rule]), rule
    scene.finds("s")
    assert scene.watch.list(owner).items == ()
    agency.watchroom.rules.reset(owner, rule="queue_backlog")
    scene.finds("s")
    agency.watchroom.rules.save(owner, setting=RuleSetting("", "queue_backlog", is_on=False))
    clock.move(MINUTE)
    scene.finds("s")
    with agency.db.reading() as session:
        last = session.query(HistoryRow).filter_by(noun="alert").order_by(HistoryRow.id.desc()).first()
    assert (scene.alert(owner).state, last.why) == ("resolved", "the rule was switched off")


def test_what_somebody_did_between_reading_and_writing_is_not_lost(agency, scene, clock, owner, monkeypatch):
    scene.notifier(repeat_minutes=30)
    scene.finds("s")
    alert_id = scene.alert(owner).id
    clock.move(HOUR)
    begin, calls = agency.db.transaction, []

    def interrupted(**given):
        if not calls:
            calls.append(1)
            agency.watchroom.incidents.acknowledge(owner, alert_id)
        return begin(**given)

    monkeypatch.setattr(agency.db, "transaction", interrupted)
    scene.finds("s")
    assert ([reason for _, reason, _ in scene.told()], scene.alert(owner).acknowledged_by) == (["fired"], owner.label)


def test_last_seen_is_the_last_look_while_it_lasts(agency, scene, clock, owner):
    scene.finds("s")
    looked: datetime = clock.now() + 5 * MINUTE
    with agency.db.transaction() as session:
        session.add(TaskRow(name="evaluate_alerts", label="E", every_seconds=60, last_run_at=looked))
    assert scene.alert(owner).last_seen_at == looked
    clock.move(MINUTE)
    scene.finds()
    assert scene.alert(owner).last_seen_at == clock.now()
