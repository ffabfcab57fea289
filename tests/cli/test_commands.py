"""Commands do what they say, and say in one line what they cannot do."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.domain.actor import LOCAL_OWNER
from agency_core.settings import Settings, settings

COMMANDS = ("serve", "sandbox", "demo", "doctor", "export", "import", "backup", "restore", "forget-logins", "recount", "version")


@pytest.fixture(autouse=True)
def _quiet_log(monkeypatch):
    monkeypatch.setattr(logging, "basicConfig", lambda **_kwargs: None)


@pytest.fixture
def client(folder) -> str:
    """The id of a client in the data folder."""
    agency = make_agency(Settings(data=folder))
    made = agency.clients.own(LOCAL_OWNER).id
    agency.publish.stop()
    agency.db.close()
    return made


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_help_names_every_command(run):
    status, said, _ = run("--help")
    assert status == 0
    assert [name for name in COMMANDS if f" {name} " not in said] == []


def test_the_version_is_told(run):
    assert run("version") == (0, "0.1.0\n", "")


def test_a_lost_key_stops_every_start_until_its_logins_are_forgotten(run, client, monkeypatch, tmp_path):
    monkeypatch.setenv("AGENCY_DB_ENCRYPTION", "off")
    assert run("decrypt")[0] == 0
    monkeypatch.setenv("AGENCY_KEY_FILE", str(tmp_path / "gone" / "own.key"))
    status, said, complaint = run("demo")
    assert (status, said) == (1, "")
    assert "forget-logins" in complaint
    assert run("forget-logins")[0] == 0
    assert run("doctor")[0] == 0


def test_a_backup_is_written_and_restored_elsewhere(run, client, tmp_path):
    file, other = tmp_path / "b.zip", tmp_path / "other"
    assert run("backup", "--to", str(file)) == (0, f"Written and verified: {file}\n", "")
    status, said, _ = run("restore", str(file), "--folder", str(other))
    assert (status, said.splitlines()[0]) == (0, f"Restored to {other / 'agency.sqlite3'}.")
    status, said, complaint = run("restore", str(file), "--folder", str(other))
    assert (status, said, len(complaint.splitlines())) == (1, "", 2)
    assert "--force" in complaint
    status, said, _ = run("restore", str(file), "--folder", str(other), "--force")
    assert (status, said.splitlines()[2].startswith("The old database is ")) == (0, True)


def test_without_a_target_a_backup_goes_below_the_data_folder(run, client, folder):
    status, said, _ = run("backup")
    written = Path(said.removeprefix("Written and verified: ").strip())
    assert (status, written.parent) == (0, folder / "backups")


def test_a_client_is_exported_and_imported(run, client, tmp_path):
    file = tmp_path / "client.zip"
    assert run("export", client, "--to", str(file)) == (0, f"Written: {file}\n", "")
    status, said, _ = run("import", str(file))
    assert (status, "as default-2" in said) == (0, True)


def test_an_unknown_client_is_one_line_and_a_remedy(run):
    status, said, complaint = run("export", "nobody")
    assert (status, said) == (1, "")
    assert complaint.splitlines()[0] == "There is no client 'nobody'."
    assert "Traceback" not in complaint


def test_numbers_are_counted_anew_for_one_client_or_all(run, client):
    status, said, _ = run("recount")
    assert (status, said.startswith(f"{client}: 0 posts counted in ")) == (0, True)
    assert run("recount", "--client", client)[1].startswith(f"{client}: 0 posts counted in ")
    assert run("recount", "--client", "nobody")[0] == 1


def test_the_demo_comes_and_goes(run, folder):
    status, said, _ = run("demo")
    assert (status, said.startswith("The demo client is ")) == (0, True)
    assert run("demo", "--remove") == (0, "The demo client is gone.\n", "")


def test_the_doctor_tells_every_check_and_the_remedies(run):
    status, said, _ = run("doctor")
    lines = said.splitlines()
    assert status == 0
    assert [line for line in lines if not line.startswith(("ok ", "warning ", "  -> "))] == []
    assert any(line.startswith("warning  Engine") for line in lines)


def test_the_doctor_ends_with_1_when_the_folder_cannot_be_used(run, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AGENCY_DATA", str(tmp_path / "file" / "data"))
    status, said, _ = run("doctor")
    assert (status, said.startswith("failed ")) == (1, True)


def test_a_damaged_database_is_one_line_and_a_remedy(run, folder):
    (folder / "agency.sqlite3").write_bytes(b"no database" * 1000)
    status, _, complaint = run("backup")
    assert (status, len(complaint.splitlines())) == (1, 2)
    assert "restore" in complaint


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("CORS_ORIGINS", "https://no.list"), ("LOG_LEVEL", "loud"), ("ROLE", "boss")]
)
def test_a_wrong_setting_is_named(run, monkeypatch, name, value):
    monkeypatch.setenv(f"AGENCY_{name}", value)
    status, _, complaint = run("doctor")
    assert (status, name in complaint.upper(), "Traceback" in complaint) == (1, True, False)


@pytest.mark.parametrize("role", ["all", "ui", "api"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::", "example.com"])
def test_a_server_for_others_is_refused(run, role, host):
    status, _, complaint = run("serve", "--role", role, "--host", host)
    assert status == 1
    assert f"does not listen on {host}" in complaint
    assert "AGENCY_BEHIND_PROXY=true" in complaint


@pytest.mark.parametrize("words", [("serve",), ("serve", "--role", "api"), ("sandbox",)])
def test_a_taken_port_is_named_with_a_free_one(run, taken, words):
    status, _, complaint = run(*words, "--port", str(taken))
    assert status == 1
    assert f"Port {taken} on 127.0.0.1 is taken" in complaint


def served(run, monkeypatch, *words: str):
    """What a command would serve, and where."""
    found = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **where: found.update(where, app=app))
    status, said, _ = run(*words)
    assert status == 0
    return found, said


def test_the_api_alone_stands_behind_the_gate(run, monkeypatch, folder):
    found, said = served(run, monkeypatch, "serve", "--role", "api", "--port", "8977")
    assert (found["host"], found["port"], "8977/api" in said) == ("127.0.0.1", 8977, True)
    door = TestClient(found["app"], base_url="http://127.0.0.1:8977")
    assert door.get("/api/openapi.json").status_code == 200
    assert door.get("/api/openapi.json", headers={"Host": "evil.example"}).status_code == 403
    assert door.get("/sandbox/_control/posts").status_code == 200
    assert door.get("/").status_code == 404


def test_the_sandbox_alone_stands_behind_the_gate(run, monkeypatch):
    found, said = served(run, monkeypatch, "sandbox", "--port", "8978")
    assert "AGENCY_SANDBOX_URL=http://127.0.0.1:8978" in said
    door = TestClient(found["app"], base_url="http://127.0.0.1:8978")
    assert door.get("/_control/posts").status_code == 200
    assert door.get("/_control/posts", headers={"Origin": "http://evil.example"}).status_code == 403


def test_a_worker_runs_the_engine_and_needs_no_port(run, monkeypatch, taken):
    ran = []
    monkeypatch.setattr("agency_core.worker.Engine.run", lambda engine: ran.append(settings().role))
    assert run("serve", "--role", "worker", "--port", str(taken))[0] == 0
    assert ran == ["worker"]


@pytest.mark.parametrize("role", ["all", "ui"])
def test_the_dashboard_is_run_with_role_host_and_port(run, monkeypatch, role):
    asked = []
    monkeypatch.setattr("agency_core.web.run_dashboard", lambda *words: asked.append(words))
    assert run("serve", "--role", role, "--host", "localhost", "--port", "8979")[0] == 0
    assert (asked, settings().port) == ([(role, "localhost", 8979)], 8979)
