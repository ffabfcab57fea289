"""R24: files of media are shown to those who see their client, unknown to all others, and for a day to networks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from agency_core.agency import make_agency
from agency_core.api.app import create_api
from agency_core.api.gate_words import fetcher
from agency_core.domain.actor import LOCAL_OWNER, Actor, ActorKind
from agency_core.domain.client import NewClient
from agency_core.domain.clock import MovableClock
from agency_core.domain.content import ContentStatus, ContentType, MediaItem, NewContent
from agency_core.domain.permission import Role
from agency_core.models import ContentRow
from agency_core.security import kept_files
from agency_core.security.sealed_file import is_sealed_file
from tests.media.samples import picture, pieces, video
from tests.postgres import settings_on

OWN = "http://127.0.0.1:8501"
NOT_THERE = "01m83t4cm0229sf86t1sw0e3zc.jpg"
FILES = ("medium", "small", "copy", "card", "plain copy", "plain card")


class _As:
    """Stands where the gate does: says who asks."""

    def __init__(self, app):
        self.app, self.actor = app, None

    async def __call__(self, scope, receive, send):
        scope.setdefault("state", {})["actor"] = self.actor
        await self.app(scope, receive, send)


def _person(role, client):
    clients = None if client == "" else frozenset({client})
    return Actor(ActorKind.PERSON, f"{role}-of-{client}", clients=clients, roles={client: role})


class Scene:
    """Two clients with a picture each that content shows, and the API."""

    def __init__(self, folder, empty_database):
        self.clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.agency = make_agency(settings_on(folder / "data", empty_database, ""), clock=self.clock)
        self.files, self.media, self.content = {}, {}, {}
        for client in ("a", "b"):
            self.agency.clients.create(LOCAL_OWNER, new=NewClient(client.upper(), "UTC", id=client))
            self._stock(client)

    @property
    def folder(self) -> Path:
        return self.agency.settings.data / "media"

    def _stock(self, client):
        data = picture((300, 600), "PNG", colour="red" if client == "a" else "blue")
        medium = self.agency.library.add(LOCAL_OWNER, client, name="x.png", chunks=pieces(data))
        shaper = self.agency.draft._shaper
        made = []
        for media in ((MediaItem(medium.url, "x"),), ()):
            new = NewContent(ContentType.IMAGE_POST, f"Of {client}", "Words", ("instagram",), client_id=client, media=media)
            content = self.agency.draft.create(LOCAL_OWNER, new=new)
            made.append(Path(shaper.ready(content, "instagram", client, sandbox=True).media[0].path).name)
            if media:
                self.content[client] = content.id
        copy, card = made
        old = f"fit-{medium.sha256[:32]}-{'0' * 12}.jpg"
        (self.folder / old).write_bytes(kept_files.read(self.folder / copy))
        plain_card = f"card-{client * 32}.jpg"
        (self.folder / plain_card).write_bytes(kept_files.read(self.folder / card))
        names = (medium.file, f"thumb-{medium.id}.jpg", copy, card, old, plain_card)
        self.files[client], self.media[client] = dict(zip(FILES, names, strict=True)), medium

    def show(self, client, status):
        """Let the content of a client be in this state."""
        with self.agency.db.transaction() as session:
            session.get(ContentRow, self.content[client]).status = status


@pytest.fixture(scope="module")
def scene(tmp_path_factory, empty_database):
    """Two clients and their files."""
    made = Scene(tmp_path_factory.mktemp("whose"), empty_database)
    yield made
    made.agency.publish.stop()
    made.agency.db.close()


@pytest.fixture
def ask(scene):
    """Asks for a path as somebody."""
    gate = _As(Starlette(routes=[Mount("/api", create_api(lambda: scene.agency, media_folder=scene.folder))]))
    with TestClient(gate, base_url=OWN, raise_server_exceptions=False) as http:

        def asked(actor, path, **headers):
            gate.actor = actor
            return http.get(path, headers=headers)

        yield asked


def seen(scene, ask, actor, client):
    return {what for what, name in scene.files[client].items() if ask(actor, f"/api/media/{name}").status_code == 200}


SEALED = {"medium", "small", "copy", "card"}
WHO = [
    (LOCAL_OWNER, set(FILES), set(FILES)),
    (_person(Role.OWNER, ""), set(FILES), set(FILES)),
    (_person(Role.MANAGER, ""), SEALED | {"plain copy"}, SEALED | {"plain copy"}),
    (_person(Role.EDITOR, "a"), SEALED | {"plain copy"}, set()),
    (_person(Role.ANALYST, "a"), SEALED | {"plain copy"}, set()),
    (_person(Role.VIEWER, "b"), set(), SEALED | {"plain copy"}),
    (_person(Role.CLIENT_REVIEWER, "b"), set(), set()),
    (Actor(ActorKind.AGENT, "t", clients=frozenset({"a"}), scopes=frozenset({"medium:view"})), SEALED | {"plain copy"}, set()),
    (Actor(ActorKind.AGENT, "t", clients=frozenset({"a"}), scopes=frozenset({"content:view"})), set(), set()),
    (fetcher("198.51.100.7"), set(FILES), set(FILES)),
]


@pytest.mark.parametrize(("actor", "of_a", "of_b"), WHO, ids=lambda each: getattr(each, "id", ""))
def test_files_are_of_a_client_and_for_those_who_see_it(scene, ask, actor, of_a, of_b):
    assert (seen(scene, ask, actor, "a"), seen(scene, ask, actor, "b")) == (of_a, of_b)


def test_a_file_of_another_client_is_as_unknown_as_none(scene, ask):
    actor = _person(Role.MANAGER, "a")
    said = set()
    for name in (*scene.files["b"].values(), NOT_THERE):
        answer = ask(actor, f"/api/media/{name}")
        told = {key: value for key, value in answer.json().items() if key not in {"request_id", "instance"}}
        said.add((answer.status_code, repr(told), "content-range" in answer.headers))
    assert len(said) == 1


@pytest.mark.parametrize("status", list(ContentStatus))
def test_a_reviewer_sees_media_of_the_content_that_is_shown_and_no_other(scene, ask, status):
    scene.show("a", status)
    reviewer, medium = _person(Role.CLIENT_REVIEWER, "a"), scene.media["a"]
    is_shown = status not in {ContentStatus.DRAFT, ContentStatus.CANCELLED, ContentStatus.FAILED}
    assert seen(scene, ask, reviewer, "a") == ({"medium", "small", "copy", "plain copy"} if is_shown else set())
    found = ask(reviewer, "/api/media").json()["media"]
    assert [each["id"] for each in found] == ([medium.id] if is_shown else [])
    for path in (f"items/{medium.id}", f"thumb/{medium.id}"):
        assert ask(reviewer, f"/api/media/{path}").status_code == (200 if is_shown else 404)
    assert seen(scene, ask, reviewer, "b") == set()


def test_a_sealed_film_is_sent_in_parts(scene, ask):
    data = video()
    medium = scene.agency.library.add(LOCAL_OWNER, "a", name="v.mp4", chunks=pieces(data))
    assert is_sealed_file(scene.agency.library.file(medium))
    actor = _person(Role.EDITOR, "a")
    whole = ask(actor, medium.url)
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, data, "bytes")
    parts = {
        "bytes=0-0": data[:1], "bytes=10-19": data[10:20], f"bytes={len(data) - 5}-": data[-5:], "bytes=-7": data[-7:],
        f"bytes=3-{len(data) * 2}": data[3:],
    }
    for wanted, part in parts.items():
        answer = ask(actor, medium.url, Range=wanted)
        assert (answer.status_code, answer.content) == (206, part), wanted
        assert answer.headers["content-range"].endswith(f"/{len(data)}")
    nothing = ask(actor, medium.url, Range=f"bytes={len(data)}-")
    assert (nothing.status_code, nothing.headers["content-range"]) == (416, f"bytes */{len(data)}")
    for other in ("bytes=5-2", "lines=1-2", "bytes=-", "bytes=0-1,4-5"):
        assert ask(actor, medium.url, Range=other).status_code in {200, 416}, other
    assert ask(actor, medium.url, **{"Range": "bytes=0-0", "If-Range": '"another"'}).content == data
    assert ask(actor, medium.url, **{"Range": "bytes=0-0", "If-Range": whole.headers["etag"]}).content == data[:1]


def test_an_address_is_good_for_its_file_and_for_a_day(scene):
    addresses, name = scene.agency.library.addresses, scene.files["a"]["medium"]
    signed = urlsplit(addresses.signed(f"https://desk.example/api/media/{name}"))
    assert addresses.is_good(signed.path, signed.query)
    assert signed.query == urlsplit(addresses.signed(f"/api/media/{name}")).query
    until, proof = signed.query.split("&")
    later = f"until={int(until.partition('=')[2]) + 3600}"
    wrong = (
        "", proof, until, f"{later}&{proof}", f"{until}&{proof[:-1]}", f"{until}&proof=", f"{until}&{proof}&{proof}",
        f"until=x&{proof}", f"until=-1&{proof}", f"until=٣&{proof}", f"{until}&{proof}&until=9", f"{until}&proof=%C3%A9",
        f"{until}&{proof}&x={'x' * 300}",
    )
    assert [query for query in wrong if addresses.is_good(signed.path, query)] == []
    paths = (
        f"/api/media/{scene.files['b']['medium']}", "/api/media", "/api/media/", f"/api/media/{name}/", f"/api/media/x/../{name}",
        f"/api/media/items/{scene.media['a'].id}", "/api/agents", f"//api/media/{name}",
    )
    assert [path for path in paths if addresses.is_good(path, signed.query)] == []
    scene.clock.move(timedelta(hours=24))
    assert addresses.is_good(signed.path, signed.query)
    scene.clock.move(timedelta(hours=1))
    assert not addresses.is_good(signed.path, signed.query)
