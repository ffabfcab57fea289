"""One refresh, however many processes meet the token that ran out."""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from agency_core.agency import make_agency
from agency_core.models import AccountRow
from agency_core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


class Endpoint(BaseHTTPRequestHandler):
    """A token endpoint that counts, takes its time, and gives out one refresh token after the other, each good once."""

    server: "Counting"

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["content-length"])).decode()
        time.sleep(0.3)
        with self.server.guard:
            self.server.asked.append(asked)
            number = len(self.server.asked)
        body = json.dumps({"access_token": f"fresh-{number}", "refresh_token": f"next-{number}", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Counting(ThreadingHTTPServer):
    """The server of Endpoint."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Endpoint)
        self.asked: list[str] = []
        self.guard = threading.Lock()


def test_twenty_workers_in_four_processes_renew_once(tmp_path, owner):
    server = Counting()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    agency = make_agency(Settings(data=tmp_path / "data", sandbox_url=url))
    client = agency.clients.own(owner)
    (linkedin,) = [each for each in agency.accounts.list(owner, client_id=client.id) if each.platform == "linkedin"]
    with agency.db.reading() as session:
        used = agency.refresher._networks.account(session.get_one(AccountRow, linkedin.id))
    script = (sys.executable, "-m", "tests.services.renewing_process")
    arguments = (str(tmp_path / "data"), linkedin.id, used.access_token, "5")
    started = [
        subprocess.Popen(
            (*script, *arguments), cwd=ROOT, env={**os.environ, "AGENCY_SANDBOX_URL": url}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    assert [each.stdout.readline() for each in started] == ["ready\n"] * 4
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [each.communicate(timeout=60)[0].strip() for each in started]
    server.shutdown()
    server.server_close()
    with agency.db.reading() as session:
        kept = agency.refresher._networks.account(session.get_one(AccountRow, linkedin.id))
    agency.publish.stop()
    agency.db.close()
    assert len(server.asked) == 1
    assert told == [",".join(["fresh-1"] * 5)] * 4
    assert (kept.access_token, kept.refresh_token) == ("fresh-1", "next-1")
