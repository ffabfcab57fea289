"""R8: what lies in a secret column comes out nowhere: no answer, export, log, figure, backup catalogue, trail or traceback."""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from datetime import date

import pytest
from sqlalchemy import insert, update

from agency_core import agency as hall
from agency_core.api.app import create_api
from agency_core.cli import main
from agency_core.domain.report import ReportKind
from agency_core.models import (
    AccountRow,
    ApplicationRow,
    Base,
    KeyRow,
    LinkRow,
    LoginRow,
    NotifierRow,
    PersonRow,
    SessionRow,
    TokenRow,
)
from agency_core.observe import logs
from agency_core.security import kept_files
from agency_core.services.audit_sheet import csv_lines
from agency_core.settings import settings
from tests.api.conftest import serve
from tests.security.asked_of_routes import BODIES
from tests.security.two_clients import OURS, named, path_values, planted

CANARY = "kolibri9f4b2c77"
SECRET_COLUMNS = {
    AccountRow: {"credentials": {"access_token": f"{CANARY}-account", "refresh_token": f"{CANARY}-refresh"}},
    NotifierRow: {"secret": {"url": f"https://hooks.example/{CANARY}-notifier"}},
    LoginRow: {"sealed": {"verifier": f"{CANARY}-login", "access_token": f"{CANARY}-tokens"}},
    ApplicationRow: {"secret": {"secret": f"{CANARY}-application"}},
    PersonRow: {"password": f"{CANARY}-password", "totp": {"seed": f"{CANARY}-totp"}, "recovery": [f"{CANARY}-recovery"]},
    SessionRow: {"token": f"{CANARY}-session"}, TokenRow: {"secret": f"{CANARY}-token"},
    LinkRow: {"token": f"{CANARY}-link"}, KeyRow: {"wrapped": {"key": f"{CANARY}-key"}},
}
OPERATIONS = [
    (method.upper(), path) for path, methods in create_api(lambda: None).openapi()["paths"].items() for method in methods
]


def test_canary_lies_in_every_secret_column():
    """A column whose name speaks of a secret has a canary here, or is named as none."""
    harmless = {("audit", "hash"), ("media", "sha256"), ("delivery", "words"), ("upload", "sha256"), ("person", "totp_used")}
    secret = re.compile(r"secret|credential|password|totp|recovery|sealed|wrapped|^token$")
    columns = [(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns]
    found = {(table, column) for table, column in columns if secret.search(column)}
    planted_in = {(row.__tablename__, name) for row, values in SECRET_COLUMNS.items() for name in values}
    assert found - harmless == planted_in


@pytest.fixture
def full(agency, clock):
    """An agency with a row in every table of a client, and canaries in all secret columns."""
    planted(agency, OURS, "word")
    now = clock.now()
    made = {
        PersonRow: {"id": "a-person", "email": "a@example.org", "name": "A", "status": "active"},
        SessionRow: {
            "id": "a-session", "person_id": "a-person", "how": "password", "created_at": now, "seen_at": now, "ends_at": now,
            "proved_at": now, "token": "x",
        },
        LinkRow: {"token": "x", "purpose": "reset", "subject_id": "a-person", "created_at": now, "expires_at": now},
        ApplicationRow: {"platform": "linkedin", "app_id": "1"},
        KeyRow: {"client_id": OURS, "purpose": "row", "name": "1", "wrapped": {}, "created_at": now},
    }
    with agency.db.transaction() as session:
        for row, values in made.items():
            needed = {column.name for column in row.__table__.columns if not column.nullable and column.default is None}
            missing = {name: now if name.endswith("_at") else "x" for name in needed if name not in values}
            session.execute(insert(row).values({**missing, **values}))
        for row, values in SECRET_COLUMNS.items():
            session.execute(update(row).values(values))
    return agency


def _filled(told):
    def meant(found):
        return json.dumps(OURS if found[1] == "client" else named(OURS, found[1]))

    return json.loads(re.sub(r'"<(\w+)>"', meant, json.dumps(told)))


def _body(method, path):
    told = BODIES.get(f"{method} {path}")
    try:
        return {"json": _filled(told)} if told else {}
    except TypeError:  # a file: routes that take one are asked without it
        return {}


def test_canary_is_in_no_answer_log_trail_or_export(full, owner, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    logs.set_up(logs.Wish("DEBUG", "json", "all", full.settings.data))
    told = {}
    with serve(full, media_folder=full.settings.data / "media") as api:
        deleting_last = sorted(OPERATIONS, key=lambda each: each[0] == "DELETE")
        for method, path in deleting_last:
            place = re.sub(r"\{(\w+)\}", lambda found: path_values(OURS).get(found[1], "x"), path)
            answer = api.request(method, f"/api{place}", **_body(method, path))
            told[f"{method} {path}"] = f"{answer.headers} {answer.text}"
    assert [where for where, text in told.items() if CANARY in text] == []
    assert CANARY not in caplog.text
    for file in (full.settings.data / "logs").glob("*"):
        assert CANARY not in file.read_text(encoding="utf-8", errors="replace")
    assert CANARY not in json.dumps([each.stored() for each in full.door.audit.whole(owner)])
    assert CANARY not in "".join(csv_lines(full.door.audit.whole(owner)))


def test_canary_is_in_no_export_of_a_client(full, owner, tmp_path):
    target = full.archive.export(owner, OURS, target=tmp_path / "client.zip")
    content = target.read_bytes()
    if zipfile.is_zipfile(target):
        with zipfile.ZipFile(target) as opened:
            content = b"".join(opened.read(each) for each in opened.namelist())
    assert CANARY.encode() not in content


def test_canary_is_not_in_a_backup_and_not_in_the_list_of_them(full, owner):
    file = full.keeping.backups.make(owner)
    listed = full.keeping.backups.list(owner)
    assert len(listed.items) == 1
    assert CANARY not in repr(listed)
    assert CANARY.encode() not in file.read_bytes()


def test_canary_is_in_no_file_of_a_report(full, owner, tmp_path):
    made = full.reports.make(owner, client_id=OURS, kind=ReportKind.MONTHLY, first=date(2026, 10, 1))
    assert full.reports.run_queued() >= 1
    view = full.reports.get(owner, made.id)
    assert {"report-csv.zip", "report.xlsx"} <= set(view.files), (view.state, view.error)
    for name in view.files:
        content = kept_files.read(full.reports.file(owner, made.id, name))
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(each) for each in book.namelist())
        assert CANARY.encode() not in content, name


COMMANDS = (
    "doctor", "doctor --json", "audit verify", "audit export", "backup", f"export {OURS}", "recount", "rotate-key", "drop-keys",
    "owner", "export unknown", "import nowhere.zip", "restore nowhere.backup", "no-such-command",
)


@pytest.mark.parametrize("line", COMMANDS)
def test_canary_is_in_nothing_that_a_command_says(full, capsys, monkeypatch, line):
    full.publish.stop()
    monkeypatch.setenv("AGENCY_DATA", str(full.settings.data))
    settings.cache_clear()
    hall.use(full)
    try:
        with pytest.raises(SystemExit):
            main(line.split())
    finally:
        hall.use(None)
        settings.cache_clear()
    said = capsys.readouterr()
    assert said.out + said.err
    assert CANARY not in said.out + said.err


def test_canary_is_in_no_figure(full):
    page = full.operate.figures.page()
    assert b"agency_" in page
    assert CANARY.encode() not in page


def test_canary_is_in_no_traceback(full, caplog):
    logs.set_up(logs.Wish("DEBUG", "json", "all", full.settings.data))
    with full.db.reading() as session:
        row = session.get(PersonRow, "a-person")
    try:
        raise ValueError(f"password={row.password}")
    except ValueError:
        logging.getLogger("agency_core.test").exception("token %s", {"secret": row.password})
    said = logs.path_in(full.settings.data).read_text(encoding="utf-8")
    assert "ValueError" in said
    assert CANARY not in said


def test_canary_is_in_no_answer_to_a_fault_and_not_in_its_line_of_the_log(full, monkeypatch):
    logs.set_up(logs.Wish("DEBUG", "json", "all", full.settings.data))

    def fails(*_args, **_kwargs):
        raise RuntimeError(f"access_token={CANARY}-account Authorization: Bearer {CANARY}-account")

    monkeypatch.setattr(type(full.clients), "list", fails)
    with serve(full) as api:
        answer = api.get("/api/clients")
    said = logs.path_in(full.settings.data).read_text(encoding="utf-8")
    assert (answer.status_code, CANARY in f"{answer.headers} {answer.text}") == (500, False)
    assert "RuntimeError" in said
    assert CANARY not in said
