"""Requirement 4: with the visit, the upload address or the file address of somebody else, nobody gets what is theirs."""

from __future__ import annotations

import re

from tests.security.closed_desk import drawn


def test_a_visit_of_somebody_else_is_not_taken_over(desk):
    with desk.socket(desk.tokens["bob"]) as bob:
        visit, _ = drawn(bob)
        with desk.socket(desk.tokens["eve"], rejoin=visit) as eve:
            assert drawn(eve)[0] not in {"", visit}
        with desk.socket(desk.begin("bob"), rejoin=visit) as other:
            assert drawn(other)[0] not in {"", visit}
        assert drawn(bob)[0] in {"", visit}


def test_files_and_uploads_are_for_the_session_they_were_handed_to(desk):
    with desk.socket(desk.tokens["bob"]) as bob:
        visit, seen = drawn(bob, "library")
        files = {found.decode() for found in re.findall(rb"/media/[0-9a-f]{32}\.[a-z]{3}", seen)}
        assert files
        for file in files:
            assert [desk.get(file, desk.tokens[name]).status_code for name in ("bob", "eve", "owner")] == [200, 404, 404]
            assert desk.get(file, desk.tokens["bob"]).headers["content-security-policy"].startswith("sandbox;")
            assert desk.get(file, desk.begin("bob")).status_code == 404
        upload = f"/_stcore/upload_file/{visit}/7b0f7a3c-0000-4000-8000-000000000000"
        own = {"headers": {"Origin": desk.url}, "data": b"x"}
        told = {name: desk.ask("PUT", upload, desk.tokens[name], **own) for name in ("bob", "eve")}
        assert (told["bob"].status_code, told["eve"].status_code) == (403, 404)
        assert "XSRF" in told["bob"].text
        assert desk.ask("PUT", upload, desk.tokens["bob"], data=b"x").json()["code"] == "forbidden"
        assert desk.ask("DELETE", upload, desk.tokens["eve"], headers={"Origin": desk.url}).status_code == 404
        assert desk.ask("PUT", upload, data=b"x").status_code == 401
