"""R31: the audit trail is only ever added to, chained, and every edit, deletion, exchange and cut of it is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from agency_core.domain.actor import Actor, ActorKind
from agency_core.domain.agent import Frequency, NewAgent, Persona
from agency_core.domain.audit import AuditFilter
from agency_core.domain.content import ContentType, NewContent
from agency_core.domain.paging import Page
from agency_core.domain.permission import Role
from agency_core.errors import AgencyError, Damaged, Forbidden, Invalid
from agency_core.services.audit import EACH, note
from agency_core.services.audit_shelf import breaks_in
from agency_core.tasks.export_audit import TASK

DAY = timedelta(days=1)
TRIGGERS = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_not_changed", "DROP TRIGGER IF EXISTS audit_not_deleted"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
MANAGER = Actor(ActorKind.PERSON, "mia", clients=frozenset({"acme"}), roles={"acme": Role.MANAGER})


@pytest.fixture
def audit(agency):
    """The trail of an empty agency."""
    return agency.door.audit


@pytest.fixture
def ten(agency, audit, owner):
    """A trail of ten entries."""
    for number in range(10):
        audit.done(owner, "thing.done", noun="thing", subject_id=str(number), client_id="acme" if number % 2 else "other")
    return audit


@pytest.fixture
def tamper(agency):
    """Does to the table what only somebody with the database in their hands can do."""

    def doing(*sentences):
        with agency.db.engine.begin() as connection:
            for sentence in (*TRIGGERS[connection.dialect.name], *sentences):
                connection.execute(text(sentence))

    return doing


def test_audit_of_an_untouched_trail_holds(ten, owner):
    found = ten.verify(owner)
    assert (found.entries, found.id, found.breaks) == (10, 10, ())
    assert ten.last_proof(owner) == found


@pytest.mark.parametrize(
    "sentence",
    ["UPDATE audit SET actor = 'person:nobody' WHERE id = 3", "DELETE FROM audit WHERE id = 3", "DELETE FROM audit"],
)
def test_audit_refuses_to_be_changed(agency, ten, owner, sentence):
    with pytest.raises(DatabaseError, match="only ever added to"), agency.db.transaction() as session:
        session.execute(text(sentence))
    assert ten.verify(owner).entries == 10


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'person:nobody'"), ("action", "'thing.undone'"), ("subject_id", "'7'"), ("client_id", "'other'"),
        ("outcome", "'refused'"), ("address", "'10.0.0.1'"), ("noun", "'x'"), ("at", "'2026-11-23 09:00:00.000001'"),
        ("said", "'{\"a\": 1}'"), ("hash", "'0'"), ("before", "'0'"),
    ],
)
def test_audit_edit_of_any_column_is_found(ten, owner, tamper, column, value):
    tamper(f"UPDATE audit SET {column} = {value} WHERE id = 4")
    assert any(found.startswith(("entry 4 ", "entry 5 ")) for found in ten.verify(owner).breaks)


@pytest.mark.parametrize(("number", "found"), [(1, "before entry 2: 1 gone."), (6, "before entry 7: 1 gone.")])
def test_audit_deletion_is_found(ten, owner, tamper, number, found):
    tamper(f"DELETE FROM audit WHERE id = {number}")
    assert found in ten.verify(owner).breaks


def test_audit_deletion_with_the_rest_moved_up_is_found(ten, owner, tamper):
    tamper("DELETE FROM audit WHERE id = 6", *(f"UPDATE audit SET id = {to - 1} WHERE id = {to}" for to in range(7, 11)))
    assert "entry 6 does not follow the one before." in ten.verify(owner).breaks


def test_audit_exchange_of_two_is_found(ten, owner, tamper):
    tamper(*(f"UPDATE audit SET id = {to} WHERE id = {of}" for of, to in ((4, 99), (5, 4), (99, 5))))
    assert "entry 4 does not follow the one before." in ten.verify(owner).breaks


def test_audit_cut_at_the_end_is_found_also_after_more_was_written(ten, owner, tamper):
    tamper("DELETE FROM audit WHERE id > 7")
    cut = "entry 8 is gone (by heads-2026-11-23.jsonl)."
    assert ten.verify(owner).breaks == (cut,)
    for _ in range(5):
        ten.done(owner, "thing.done")
    assert ten.verify(owner).breaks == ("entry 8 is not the one that was written (by heads-2026-11-23.jsonl).",)


def test_audit_emptied_is_found(ten, owner, tamper):
    tamper("DELETE FROM audit")
    assert ten.verify(owner).breaks == ("entry 1 is gone (by heads-2026-11-23.jsonl).",)


def test_audit_entry_belongs_to_its_transaction(agency, audit, owner):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), agency.db.transaction() as session:  # noqa: PT012 - the transaction has to end by it
        note(session, owner, "thing.done")
        raise Stop
    assert audit.verify(owner).entries == 0


def test_audit_of_eight_threads_is_one_chain(agency, audit, owner):
    def write(number):
        with agency.db.transaction() as session:
            note(session, owner, "thing.done", subject_id=str(number))
            note(session, owner, "thing.told", subject_id=str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    found = audit.verify(owner)
    assert (found.entries, found.id, found.breaks) == (160, 160, ())


_WRITER = """
import sys
from pathlib import Path
from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.settings import Settings
agency = make_agency(Settings(data=Path(sys.argv[1]), database_url=sys.argv[2]))
number = 0
while True:
    number += 1
    agency.door.audit.done(LOCAL_OWNER, "thing.done", subject_id=str(number))
    print(number, flush=True)
"""


def test_audit_killed_while_it_is_written_holds(agency, audit, owner):
    url = agency.settings.database_url.get_secret_value()
    command, told = [sys.executable, "-c", _WRITER, str(agency.settings.data), url], 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        while told < 15:
            told = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    told = max([told, *(int(line) for line in rest[:-1])])
    found = audit.verify(owner)
    assert (found.breaks, found.entries >= told) == ((), True)
    audit.done(owner, "thing.done")
    assert audit.verify(owner).entries == found.entries + 1


SECRETS = {
    "password": "hunter2-hunter2", "access_token": "abc-def-ghi", "client_secret": "s3cr3t-s3cr3t", "totp": "JBSWY3DPEHPK3PXP",
    "code": "123456", "nested": {"api_key": "k-12345678"}, "why": "sent Bearer abcdef0123456789abcdef along",
}


def test_audit_never_says_secrets(agency, audit, owner):
    audit.done(owner, "person.password_changed", said=SECRETS)
    said = dict(audit.list(owner).items[0].said)
    assert said == {
        "password": "[hidden]", "access_token": "[hidden]", "client_secret": "[hidden]", "totp": "[hidden]", "code": "[hidden]",
        "nested": {"api_key": "[hidden]"}, "why": "sent Bearer [hidden] along",
    }


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\r\nforged", "\x1b[31m", "\u202e", float("nan"), float("inf"), 2**70, {1, 2}])
def test_audit_of_odd_values_holds(audit, owner, odd):
    audit.done(owner, "thing.done", subject_id=str(odd), said={"value": odd, str(odd): 1})
    assert audit.verify(owner).breaks == ()


def test_audit_refusals_of_one_actor_are_bounded(audit, owner, stranger, clock):
    for _ in range(100):
        audit.refused(stranger, "access.refused", noun="content")
    audit.refused(owner, "access.refused")
    listed = audit.list(owner, AuditFilter(outcome="refused"), Page(500)).items
    assert [entry.actor for entry in listed] == ["person:owner", *["person:stranger"] * EACH]
    assert listed[0].said == {"not_listed_before": 90}
    clock.move(timedelta(minutes=1))
    audit.refused(stranger, "access.refused")
    assert audit.list(owner).items[0].said == {}


def test_audit_is_exported_by_day_and_read_again(agency, ten, owner, clock):
    clock.move(DAY)
    ten.done(owner, "thing.done", subject_id="next day")
    (made,) = ten.export(owner)
    told = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    assert (made.name, len(told), told[-1]["head"]["id"]) == ("2026-11-23.jsonl", 11, 10)
    assert (breaks_in(made), ten.export(owner), made.stat().st_mode & 0o777) == ("", (), 0o600)
    assert ten.verify(owner).holds


def test_audit_whose_heads_are_gone_is_found_by_its_days(agency, ten, owner, tamper, clock):
    clock.move(DAY)
    ten.export(owner)
    ten.tidy(owner, days=0)
    assert [path.name for path in (agency.settings.data / "audit").iterdir()] == ["2026-11-23.jsonl"]
    tamper("DELETE FROM audit WHERE id > 9")
    assert ten.verify(owner).breaks == ("entry 10 is gone (by 2026-11-23.jsonl).",)


def test_audit_file_that_was_changed_is_found(agency, ten, owner, clock):
    clock.move(DAY)
    (made,) = ten.export(owner)
    made.write_text(made.read_text(encoding="utf-8").replace("person:owner", "person:other", 1), encoding="utf-8")
    assert ten.verify(owner).breaks == ("2026-11-23.jsonl: entry 1 was changed, or does not follow the one before.",)


def test_audit_clock_set_back_overwrites_no_day(agency, ten, owner, clock):
    clock.move(DAY)
    ten.export(owner)
    clock.move(-DAY)
    ten.done(owner, "thing.done")
    clock.move(2 * DAY)
    assert [path.name for path in ten.export(owner)] == ["2026-11-23-2.jsonl"]
    assert ten.verify(owner).holds


def test_audit_task_fails_when_the_chain_is_broken(agency, ten, owner, tamper, clock):
    clock.move(DAY)
    assert TASK.run(agency) == "1 day of the audit trail exported"
    tamper("DELETE FROM audit WHERE id = 10")
    with pytest.raises(Damaged, match="does not hold"):
        TASK.run(agency)


def test_audit_after_a_restoration_is_accepted_with_a_reason(ten, owner, tamper):
    tamper("DELETE FROM audit WHERE id > 5")
    with pytest.raises(Invalid):
        ten.accept(owner, why=" ")
    assert ten.accept(owner, why="The backup of Monday was restored.") == 1
    assert ten.verify(owner).holds
    entry = ten.list(owner).items[0]
    assert (entry.action, entry.said["breaks"]) == ("audit.accepted", ["entry 6 is gone (by heads-2026-11-23.jsonl)."])


def test_audit_shows_a_manager_their_clients_only(ten, owner, writer):
    assert {entry.client_id for entry in ten.list(MANAGER).items} == {"acme"}
    assert ten.list(MANAGER, AuditFilter(client_id="other")).items == ()
    for refused in (lambda: ten.list(writer), lambda: ten.verify(MANAGER), lambda: next(ten.whole(MANAGER))):
        with pytest.raises(Forbidden):
            refused()


def test_audit_tells_what_is_set_up_and_decided(agency, owner):
    agent = NewAgent("a1", "A", Persona.DATA_DECODER, ("linkedin",), ("text_post",), Frequency.DAILY)
    agency.agents.register(owner, new=agent)
    content = agency.draft.create(owner, new=NewContent(ContentType.TEXT_POST, "T", "Words", ("linkedin",), "a1"))
    agency.review.submit(owner, content.id)
    agency.review.approve(owner, content.id)
    told = [(entry.action, entry.actor) for entry in agency.door.audit.list(owner, AuditFilter(subject_id=content.id)).items]
    did = ("content.approved", "approval.approved", "content.in_review")
    assert told == [(each, "person:owner") for each in did]
    assert {"agent.registered", "client.started"} <= {entry.action for entry in agency.door.audit.list(owner).items}


def test_audit_tells_who_was_refused_by_a_service(agency, owner, writer, stranger):
    client = agency.clients.own(owner)
    for ask in (
        lambda: agency.schedule.pause(writer, client.id, paused=True), lambda: agency.clients.get(stranger, client.id)
    ):
        with pytest.raises(AgencyError) as refusal:
            ask()
        agency.door.audit.turned_away(refusal.value)
    found = agency.door.audit.list(owner, AuditFilter(outcome="refused")).items
    assert [(entry.actor, entry.action, entry.said["error"]) for entry in found] == [
        ("person:stranger", "access.refused", "not_found"), ("person:writer", "access.refused", "forbidden"),
    ]
