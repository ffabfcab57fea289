"""The log as it is set up: what a line holds, how it is bounded, and that a broken disk stops nothing."""

from __future__ import annotations

import json
import logging
import os
import re
import threading

import pytest
from filelock import FileLock

from agency_core.observe import correlation, log_file, logs
from agency_core.observe.log_file import LogFile
from agency_core.observe.log_lines import FIELDS, Clean, JsonLines
from agency_core.observe.tail import newest

SECRET = "s3cr3t-V4lue-that-is-long"


@pytest.fixture
def root():
    """The root logger, as it was, afterwards."""
    logger = logging.getLogger()
    before, level, raised = list(logger.handlers), logger.level, logging.raiseExceptions
    yield logger
    for handler in [each for each in logger.handlers if each not in before]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)
    logging.raiseExceptions = raised


@pytest.fixture
def written(tmp_path, root):
    """Sets up the log of a data folder; gives the lines of its file, oldest first."""
    def start(shape="human", data=tmp_path):
        logs.set_up(logs.Wish("INFO", shape, "all", data))
        return lambda: list(newest(logs.path_in(data), most_bytes=10**7))[::-1]
    return start


def test_a_line_holds_all_fields_and_its_correlation_id(written):
    lines = written()
    with correlation.bound("request-0001"):
        logging.getLogger("agency_core.test").warning("It %s.", "works")
    line = lines()[-1]
    assert tuple(line) == FIELDS
    assert (line["level"], line["logger"], line["message"], line["correlation_id"], line["process"]) == (
        "WARNING", "agency_core.test", "It works.", "request-0001", f"all:{os.getpid()}"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])


@pytest.mark.parametrize("shape", ["human", "json"])
def test_a_secret_reaches_neither_the_file_nor_standard_error(written, capsys, shape):
    lines = written(shape)
    try:
        raise ValueError(f"access_token={SECRET}\r\nforged") from KeyError(f"https://u:{SECRET}@h/")
    except ValueError:
        logging.getLogger("agency_core.test").exception("calling ?code=%s", SECRET)
    said = capsys.readouterr().err
    assert SECRET not in json.dumps(lines()) + said
    assert "[hidden]" in lines()[-1]["exception"]
    assert [line for line in said.splitlines() if line.startswith("forged")] == []


def test_a_forged_line_stays_one_line(written, capsys):
    lines = written()
    logging.getLogger("agency_core.test").info("a\n2026-01-01T00:00:00.000Z ERROR forged: b\x1b[2J")
    assert len(lines()) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_arguments_that_do_not_fit_lose_nothing(written):
    lines = written()
    logging.getLogger("agency_core.test").info("%d items", "three")
    assert lines()[-1]["message"] == "%d items ('three',)"


def test_setting_up_again_takes_the_place_of_what_was(written, root):
    written()
    written()
    assert len([each for each in root.handlers if each.name == "agency"]) == 2


def _handler(path, most=log_file.MOST_BYTES) -> tuple[LogFile, logging.Logger]:
    handler = LogFile(path, most=most)
    handler.setFormatter(JsonLines("all"))
    handler.addFilter(Clean())
    logger = logging.Logger("alone")
    logger.addHandler(handler)
    return handler, logger


def test_the_file_is_bounded_and_keeps_the_newest(tmp_path):
    handler, logger = _handler(tmp_path / "agency.log", most=4_000)
    for number in range(300):
        logger.info("line %04d", number)
    handler.close()
    sizes = {each.name: each.stat().st_size for each in tmp_path.glob("agency.log*") if each.suffix != ".lock"}
    assert sorted(sizes) == ["agency.log", "agency.log.1", "agency.log.2", "agency.log.3"]
    assert max(sizes.values()) <= 4_000
    assert next(newest(tmp_path / "agency.log", most_bytes=10**6))["message"] == "line 0299"


def test_a_file_that_another_writer_has_just_turned_over_is_begun_anew(tmp_path, monkeypatch):
    path = tmp_path / "agency.log"
    handler, logger = _handler(path, most=200)
    logger.info("a" * 50)
    monkeypatch.setattr(FileLock, "acquire", lambda *_args, **_named: path.replace(path.with_name("agency.log.1")))
    monkeypatch.setattr(FileLock, "release", lambda *_args, **_named: None)
    logger.info("b" * 50)
    handler.close()
    assert (handler.lost, handler.problem, "b" * 50 in path.read_text()) == (0, "", True)


def test_several_writers_share_a_file_and_tear_no_line(tmp_path):
    path = tmp_path / "agency.log"
    pairs = [_handler(path, most=20_000) for _ in range(4)]

    def write(logger, who):
        for number in range(100):
            logger.info("writer %s line %s %s", who, number, "x" * 50)

    threads = [threading.Thread(target=write, args=(logger, who)) for who, (_, logger) in enumerate(pairs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for handler, _ in pairs:
        handler.close()
    assert sum(handler.lost for handler, _ in pairs) == 0
    for file in (path, path.with_name("agency.log.1")):
        assert all(json.loads(line) for line in file.read_text().splitlines())


def test_a_disk_that_is_full_loses_lines_and_nothing_else(tmp_path, monkeypatch):
    handler, logger = _handler(tmp_path / "agency.log")
    logger.info("before")
    real = os.write
    monkeypatch.setattr(log_file.os, "write", lambda file, data: real(file, data[:10]))
    logger.info("torn")
    logger.info("not tried while it rests")
    assert (handler.lost, handler.problem) == (2, "No space left on device")
    monkeypatch.undo()
    handler._rests_until = 0
    logger.info("after")
    handler.close()
    assert [line["message"] for line in newest(tmp_path / "agency.log", most_bytes=10**6)] == ["after", "before"]


def test_a_folder_that_cannot_be_made_loses_lines_and_nothing_else(tmp_path):
    (tmp_path / "logs").write_text("a file where the folder should be")
    handler, logger = _handler(tmp_path / "logs" / "agency.log")
    logger.info("lost")
    assert handler.lost == 1


def test_the_tail_reads_no_more_than_it_may(tmp_path):
    path = tmp_path / "agency.log"
    path.write_text("".join(json.dumps({"message": number}) + "\n" for number in range(10_000)))
    assert [line["message"] for line in newest(path, most_bytes=200)] == list(range(9_999, 9_988, -1))


def test_the_tail_skips_what_is_no_line_of_ours(tmp_path):
    path = tmp_path / "agency.log"
    path.write_text('{"message": 1}\n{"mess\n[]\n\n{"message": 2}\n')
    assert [line["message"] for line in newest(path, most_bytes=10**6)] == [2, 1]
    assert list(newest(tmp_path / "none.log", most_bytes=10**6)) == []
