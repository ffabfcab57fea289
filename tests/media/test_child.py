"""Whatever a file does to the process that opens it, the house goes on and says so."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from agency_core.errors import Invalid
from agency_core.media import child
from tests.media.samples import animation, document, picture, video

SEEDS = {
    "jpeg": lambda: picture(noise=True), "png": lambda: picture(kind="PNG", noise=True), "gif": animation,
    "webp": lambda: picture(kind="WEBP", noise=True), "mp4": video, "mov": lambda: video("mov"),
    "webm": lambda: video("webm", codec="libvpx"), "pdf": document,
}


def broken(data: bytes, seed: int) -> bytes:
    """The file with some of its bytes changed, most of them near its head."""
    dice, changed = random.Random(seed), bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        changed[dice.randrange(min(len(changed), dice.choice((64, 400, len(changed)))))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("what", SEEDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_broken_file_is_read_or_refused_in_words(tmp_path, what, seed):
    path = tmp_path / "file"
    path.write_bytes(broken(SEEDS[what](), seed))
    refused, mime = None, ""
    try:
        mime = child.look(path, tmp_path / "thumb.jpg")["mime"]
    except Invalid as said:
        refused = said
    assert mime or (refused is not None and (refused.field, bool(refused.remedy)) == ("file", True))


@pytest.mark.parametrize("script", ["import time; time.sleep(60)", "import os; os.abort()", "print('nonsense')", ""])
def test_a_process_that_hangs_or_dies_is_an_ordinary_refusal(tmp_path, monkeypatch, script):
    real = subprocess.run
    monkeypatch.setattr(child, "LOOK_SECONDS", 1)
    monkeypatch.setattr(child.subprocess, "run", lambda command, **more: real([command[0], "-c", script], **more))
    with pytest.raises(Invalid, match="could not be opened"):
        child.look(tmp_path / "file")


def test_memory_is_bounded():
    code = "from agency_core.media import child; child._limit(5); bytearray(3 * child.MEMORY_BYTES)"
    root = child.Path(child.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, check=False)
    assert b"MemoryError" in done.stderr
