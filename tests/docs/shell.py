"""The shell of the documents, as far as they use it: variables, curl, sleep, and comments that say what comes back."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_ASSIGNED = re.compile(r"(\w+)=\$\((.*)\)\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Statement:
    """One statement: its words, the variable that takes its output, and the status and JSON that it should answer."""

    words: tuple[str, ...]
    variable: str = ""
    status: int = 0
    answer: Any = None


@dataclass(frozen=True)
class Request:
    """What a curl command asks for."""

    method: str
    url: str
    body: str | None
    headers: dict[str, str] = field(default_factory=dict)


def statements(script: str) -> Iterator[Statement]:
    """The statements of a script, each with what the comment below it promises."""
    waiting: Statement | None = None
    open_lines: list[str] = []
    for line in script.splitlines():
        if not open_lines and (promised := re.match(r"# (\d{3}) (.*)", line)):
            assert waiting is not None, line
            yield Statement(waiting.words, waiting.variable, int(promised[1]), json.loads(promised[2]))
            waiting = None
            continue
        open_lines.append(line)
        whole = "\n".join(open_lines)
        if not whole.strip() or whole.count("'") % 2:
            continue
        if waiting is not None:
            yield waiting
        waiting, open_lines = _read(whole), []
    assert not "".join(open_lines).strip(), open_lines
    if waiting is not None:
        yield waiting


def request(words: tuple[str, ...]) -> Request:
    """The request of a curl command; what it is piped into afterwards is left out."""
    rest = iter(words[1 : words.index("|") if "|" in words else None])
    method, headers, body, url = "GET", {}, None, ""
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        elif word != "-s":
            assert not word.startswith("-"), word
            url = word
    return Request(method, url, body, headers)


def filled(words: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
    """The words with the variables put in; one that is not known breaks the test."""
    return tuple(re.sub(r"\$([A-Z]+)", lambda found: known[found[1]], word) for word in words)


def holds(said: Any, promised: Any) -> bool:
    """Whether an answer holds all that was promised, wherever it says more."""
    if isinstance(promised, dict):
        return isinstance(said, dict) and all(name in said and holds(said[name], value) for name, value in promised.items())
    if isinstance(promised, list):
        return isinstance(said, list) and len(said) == len(promised) and all(map(holds, said, promised))
    return bool(said == promised)


def _read(whole: str) -> Statement:
    found = _ASSIGNED.match(whole.strip())
    return Statement(tuple(shlex.split(found[2])), found[1]) if found else Statement(tuple(shlex.split(whole)))
