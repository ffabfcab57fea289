"""Remembered mappings: said once, used by themselves from then on, changed and forgotten."""

from datetime import timedelta

import pytest

from agency_core.errors import Invalid, NotFound
from tests.services.exports import imported, send

LINK = "https://x.com/a/status/2116832640496566272"
BUFFER = f"Post Text,Service,Posted On,Link Clicked,Impr.\nHello bread,x,2026-11-01 10:00,{LINK},{{n}}\n"
MAPPING = {"text": "Post Text", "network": "Service", "published_at": "Posted On", "url": "Link Clicked", "impressions": "Impr."}


@pytest.fixture
def mapped(agency, owner):
    """A table that was mapped and imported."""
    seen = send(agency, owner, "Buffer export.csv", BUFFER.format(n=10).encode())
    return imported(agency, owner, seen, mapping=MAPPING)


def test_mapping_is_used_by_itself_for_the_same_columns(agency, owner, clock, mapped):
    assert (mapped.status, mapped.rows_added) == ("imported", 1)
    clock.move(timedelta(hours=1))
    shuffled = f"service,impr.,link clicked,post text,posted on\nx,12,{LINK},Hello,2026-11-01 10:00\n"
    seen = send(agency, owner, "next.csv", shuffled.encode())
    assert (seen.recipe, seen.problem, seen.rows_ok) == ("Buffer export", "", 1)
    assert imported(agency, owner, seen).rows_added == 1


def test_mapping_is_renamed_changed_and_forgotten(agency, owner, mapped):
    client = agency.clients.own(owner)
    mine = agency.uploads.recipes
    (one,) = mine.list(owner, client_id=client.id)
    assert (one.name, one.platform, dict(one.mapping)) == ("Buffer export", "", MAPPING)
    changed = mine.update(owner, one.fingerprint, client_id=client.id, name="Buffer", mapping={**MAPPING, "text": ""})
    assert (changed.name, "text" in changed.mapping) == ("Buffer", False)
    seen = send(agency, owner, "next.csv", BUFFER.format(n=11).encode())
    assert seen.recipe == "Buffer"
    mine.delete(owner, one.fingerprint, client_id=client.id)
    assert mine.list(owner, client_id=client.id) == ()
    assert agency.uploads.preview(owner, seen.upload_id).recipe == ""
    with pytest.raises(NotFound):
        mine.delete(owner, one.fingerprint, client_id=client.id)


@pytest.mark.parametrize(
    "changes", [{"mapping": {"text": "Post Text"}}, {"mapping": {"url": "Link Clicked", "network": "Service"}},
                {"mapping": {"url": "Link Clicked", "impressions": "Impr."}}]
)
def test_mapping_that_could_read_nothing_is_refused(agency, owner, mapped, changes):
    client = agency.clients.own(owner)
    (one,) = agency.uploads.recipes.list(owner, client_id=client.id)
    with pytest.raises(Invalid):
        agency.uploads.recipes.update(owner, one.fingerprint, client_id=client.id, **changes)


def test_name_survives_a_mapping_that_is_said_again(agency, owner, mapped):
    client = agency.clients.own(owner)
    (one,) = agency.uploads.recipes.list(owner, client_id=client.id)
    agency.uploads.recipes.update(owner, one.fingerprint, client_id=client.id, name="Buffer")
    seen = send(agency, owner, "next.csv", BUFFER.format(n=11).encode())
    imported(agency, owner, seen, mapping={**MAPPING, "title": "Post Text"})
    (again,) = agency.uploads.recipes.list(owner, client_id=client.id)
    assert (again.name, again.mapping["title"]) == ("Buffer", "Post Text")


def test_stranger_sees_no_mapping(agency, stranger, owner, mapped):
    client = agency.clients.own(owner)
    with pytest.raises(NotFound):
        agency.uploads.recipes.list(stranger, client_id=client.id)
    with pytest.raises(NotFound):
        agency.uploads.recipes.update(stranger, "f", client_id=client.id, name="Mine")
