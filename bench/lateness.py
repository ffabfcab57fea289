"""How long after its time a post is out, when there is little to do."""

from __future__ import annotations

from datetime import timedelta

from bench.desk import running
from bench.values import Value, percentile
from tests.faults.kills import settled
from tests.faults.work import due, pieces

POSTS = 30
AHEAD = timedelta(seconds=75)
"""Later than the minute before its time in which media is prepared."""
WITHIN = timedelta(seconds=50)


def measure() -> list[Value]:
    """Lateness of words and pictures in turn, one every 1.7 seconds, so that they fall anywhere between two ticks."""
    with running() as desk:
        due(desk.api, pieces(POSTS), ahead=AHEAD, within=WITHIN)
        settled(desk.ledger, 240)
        late = desk.ledger.lateness()
        return [
            Value("lateness at low load, p50", percentile(late, 0.5), "s"),
            Value("lateness at low load, p95", percentile(late, 0.95), "s", 2),
            Value("lateness at low load, longest", late[-1], "s"),
            Value("posts before their time", float(sum(1 for each in late if each < 0)), "", 1),
        ]
