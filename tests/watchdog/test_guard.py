"""The watchdog on real connections: what it sees, whom it tells, and what it does when that fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest

import agency_core.watchdog.guard
from agency_core.domain.clock import SystemClock
from agency_core.errors import Invalid
from agency_core.mail import Mail
from agency_core.watchdog.guard import Guard
from agency_core.watchdog.judge import Patience
from agency_core.watchdog.look import Look, Sighting
from agency_core.watchdog.ways import Command, Letter, Notice, NotTold, Webhook
from tests.faults.receiver import Receiver
from tests.house.tree import ROOT

NOW = SystemClock().now()
NOTICE = Notice("down", "The agency is down", "The agency is down: http://here is silent.", NOW, NOW, "http://here")


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def seen(monkeypatch):
    """What the next looks see; the last one stays."""
    sightings = [Sighting("down", "the disk is full")]
    monkeypatch.setattr(Look, "once", lambda _: sightings.pop(0) if len(sightings) > 1 else sightings[0])
    return sightings


def guard(*ways) -> Guard:
    return Guard("http://127.0.0.1:9", ways, Patience(), SystemClock())


def test_a_webhook_gets_what_since_when_and_why(receiver, seen):
    seen[:] = [Sighting("down", "the disk is full"), Sighting("down", "the disk is full"), Sighting("healthy")]
    one = guard(Webhook(f"{receiver.base}/hook"))
    for _ in range(4):
        one.look()
    bodies = [json.loads(each.body) for each in receiver.at("/hook")]
    assert [each["state"] for each in bodies] == ["down", "recovered"]
    assert "the disk is full" in bodies[0]["text"]
    assert set(bodies[0]) == {"state", "title", "text", "since", "at", "url"}


@pytest.mark.parametrize(("kind", "body"), [
    ("slack", {"text": NOTICE.text}), ("discord", {"content": NOTICE.text}),
])
def test_chats_get_what_they_read(receiver, kind, body):
    Webhook(f"{receiver.base}/hook", kind).tell(NOTICE)
    assert json.loads(receiver.calls[0].body) == body


def test_ntfy_gets_the_text(receiver):
    Webhook(f"{receiver.base}/topic", "ntfy").tell(NOTICE)
    assert receiver.calls[0].body == NOTICE.text


def test_what_was_not_told_is_told_later(receiver, seen, monkeypatch):
    monkeypatch.setattr(agency_core.watchdog.guard, "AGAIN_AFTER", 0.0)
    receiver.status = 500
    one = guard(Webhook(f"{receiver.base}/hook"))
    one.look()
    one.look()
    receiver.status = 200
    one.look()
    one.look()
    assert [json.loads(each.body)["state"] for each in receiver.at("/hook")] == ["down", "down"]


def test_one_way_that_fails_does_not_silence_the_others(receiver, seen):
    one = guard(Webhook("http://127.0.0.1:9/nobody"), Webhook(f"{receiver.base}/hook"))
    one.look()
    one.look()
    assert len(receiver.at("/hook")) == 1


def test_a_command_finds_the_notice_in_its_environment(tmp_path):
    said = tmp_path / "said"
    script = tmp_path / "told.py"
    script.write_text("import os, sys; open(sys.argv[1], 'w').write(os.environ['WATCHDOG_STATE'])")
    Command(f"{sys.executable} {script} {said}").tell(NOTICE)
    assert said.read_text() == "down"


@pytest.mark.parametrize("line", [f"{sys.executable} -c 'raise SystemExit(3)'", "/nowhere/at/all"])
def test_a_command_that_fails_did_not_tell(line):
    with pytest.raises(NotTold):
        Command(line).tell(NOTICE)


def test_a_letter_says_it_in_its_subject(monkeypatch):
    sent: list[tuple[EmailMessage, str]] = []
    monkeypatch.setattr(Mail, "send", lambda _, message, to: sent.append((message, to)))
    Letter(Mail("smtp://127.0.0.1:25", "desk@example.com"), "boss@example.com").tell(NOTICE)
    assert (sent[0][0]["Subject"], sent[0][0].get_content().strip(), sent[0][1]) == (
        NOTICE.title, NOTICE.text, "boss@example.com"
    )


@pytest.mark.parametrize("make", [
    lambda: Webhook("ftp://x"), lambda: Webhook("https://x", "pigeon"), lambda: Command("'open"),
    lambda: Letter(Mail("", ""), "a@example.com"),
])
def test_a_way_that_cannot_work_is_refused_at_once(make):
    with pytest.raises(Invalid):
        make()


def test_a_look_that_is_refused_is_a_sighting():
    assert Look("http://127.0.0.1:9").once().word == "silent"


def test_a_stale_beat_is_seen_although_the_api_answers(receiver, monkeypatch):
    told = {
        "system_status": "degraded", "timestamp": NOW.isoformat(), "reasons": ["It stands still."],
        "scheduler_beat_at": (NOW - timedelta(minutes=4)).isoformat(),
    }
    monkeypatch.setattr("agency_core.http_client.Answer.json", lambda _: told)
    assert Look(receiver.base).once() == Sighting("stalled", "It stands still.", 240.0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process this way")
def test_the_process_is_small_and_answers_cron():
    code = (
        "import sys; from agency_core.cli import main\n"
        "try: main(['watchdog', '--once', '--url', 'http://127.0.0.1:9'])\n"
        "except SystemExit as end: status = end.code\n"
        "peak = int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])\n"
        "print(status, peak // 1024, 'sqlalchemy' in sys.modules, 'streamlit' in sys.modules)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AGENCY_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    status, megabytes, *heavy = done.stdout.split()[-4:]
    assert (status, heavy, int(megabytes) < 60) == ("3", ["False", "False"], True), done.stdout
