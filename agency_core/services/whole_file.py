"""A file gets its name only once it is whole and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from agency_core.errors import Exists, StorageFailed
from agency_core.store.disk import sync, sync_folder


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to beside `target`; it becomes `target` at the end, and is deleted on any error.

    Raises:
        Exists: there is a `target` already.
        StorageFailed: the folder cannot be written or the disk is full.
    """
    if target.exists():
        raise Exists(f"{target} exists.", field="target", remedy="Name another file, or move this one away.")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        yield part
        sync(part)
        part.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        said = error.strerror or error
        raise StorageFailed(f"{target} cannot be written: {said}.", remedy="Check the disk and the folder.") from error
    finally:
        with suppress(OSError):  # where nothing can be deleted, nothing was written, and that error is already on its way
            part.unlink()
