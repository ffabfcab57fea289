"""Backups and the key: they need it to be verified, and never hold it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from agency_core.errors import SetupProblem, StorageFailed
from agency_core.services.backup_file import BackupReader


@pytest.fixture
def backups(lived_in):
    """The backups of an agency with something in it."""
    return lived_in.keeping.backups


@contextmanager
def keys_away(backups, owner):
    """No key file lies where those of this user lie."""
    folder = Path(backups.places(owner).key_file).parent
    hidden = folder.rename(folder.with_name("hidden"))
    yield
    shutil.rmtree(folder, ignore_errors=True)
    hidden.rename(folder)


def test_a_backup_names_the_key_that_opens_its_secrets(lived_in, backups, owner):
    lived_in.connect.applications.enter(owner, name="x", app_id="a", secret="s")
    with BackupReader(backups.make(owner)) as reader:
        assert len(reader.manifest.key_id) == 8


def test_without_its_key_a_backup_is_not_verified(lived_in, backups, owner):
    lived_in.connect.applications.enter(owner, name="x", app_id="a", secret="s")
    with keys_away(backups, owner), pytest.raises(SetupProblem, match="is missing"):
        backups.make(owner)
    assert [(view.kind, view.state) for view in backups.list(owner).items] == [("manual", "failed")]


def test_a_drill_with_secrets_that_do_not_open_fails(lived_in, backups, owner):
    lived_in.connect.applications.enter(owner, name="x", app_id="a", secret="s")
    backups.make(owner)
    with keys_away(backups, owner), pytest.raises(StorageFailed, match="is missing"):
        backups.drill(owner)


def test_a_backup_holds_neither_the_key_nor_an_open_secret(lived_in, backups, owner):
    key = Path(backups.places(owner).key_file)
    lived_in.connect.applications.enter(owner, name="x", app_id="a", secret="canary-of-the-app")
    content = backups.make(owner).read_bytes()
    assert (key.read_text().splitlines()[-1].encode() in content, b"canary-of-the-app" in content) == (False, False)
