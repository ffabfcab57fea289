"""The file of a backup: what was changed in it is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from agency_core.errors import Invalid
from agency_core.services.backup_file import BackupReader


def copied(file: Path, target: Path, change) -> Path:
    """The backup with entries changed: a function of name and bytes, None leaves one out."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, content: None if name == "manifest.json" else content, "no whole backup"),
        (lambda name, content: content.replace(b'"format": 1', b'"format": 2'), "newer version"),
        (lambda name, content: content.replace(b'"settings.json"', b'"../../evil"'), "what no backup holds"),
        (lambda name, content: content.replace(b'"settings.json"', b'"media/../x"'), "what no backup holds"),
        (lambda name, content: content + b" " if name == "settings.json" else content, "settings.json in the backup"),
        (lambda name, content: None if name == "settings.json" else content, "no whole backup"),
        (lambda name, content: content.replace(b"+00:00", b"", 1), "no whole backup"),
    ],
)
def test_a_backup_that_was_changed_is_refused(lived_in, owner, tmp_path, change, said):
    file = copied(lived_in.keeping.backups.make(owner), tmp_path / "changed.zip", change)

    def opened():
        with BackupReader(file) as reader:
            reader.check()

    with pytest.raises(Invalid, match=said):
        opened()
