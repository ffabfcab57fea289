"""How many workers a number of clients needs: a day of posts, second by second, against what a core delivers.

    python -m bench.scaling --clients 10000 --posts 1000000

People like round times: a part of all posts is due at the first second of an hour or of its quarters. `--ms` is the processor
time that one delivery takes (`make proof` prints it); `--wait` is how long a network takes to answer, which costs threads and
no processor.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass

DAY = 86_400
ON_THE_HOUR, ON_A_QUARTER = 0.25, 0.25
BUSY_HOURS = (8, 20)
IN_BUSY_HOURS = 0.8
DISK = {"delivery": 900, "attempt": 700, "history": 4 * 250, "post": 500, "content": 1500, "snapshot": 30 * 200}
"""Bytes that one post leaves behind, with its indexes: 4 moves, 30 looks at its figures."""


@dataclass(frozen=True)
class Day:
    """What a day was like with so many cores: seconds late at the 50th and 95th percentile and at most, and the longest queue."""

    cores: int
    median: float
    p95: float
    most: float
    longest: int


def due(posts: int, dice: random.Random) -> list[int]:
    """How many posts are due in each second of a day."""
    seconds = [0] * DAY
    start, end = BUSY_HOURS
    for _ in range(posts):
        busy = dice.random() < IN_BUSY_HOURS
        hour = dice.randrange(start, end) if busy else dice.choice([*range(start), *range(end, 24)])
        kind = dice.random()
        if kind < ON_THE_HOUR:
            within = 0
        elif kind < ON_THE_HOUR + ON_A_QUARTER:
            within = dice.choice((900, 1800, 2700))
        else:
            within = dice.randrange(60) * 60 if kind < 0.8 else dice.randrange(3600)
        seconds[hour * 3600 + within] += 1
    return seconds


def lived(wanted: list[int], cores: int, ms: float) -> Day:
    """A day in which every second `cores` deliver what they can, the oldest first."""
    rate = cores * 1000 / ms
    waiting: list[list[int]] = []
    late: list[tuple[float, int]] = []
    queue, longest, room, first = 0, 0, 0.0, 0
    for second in range(DAY + 7200):
        if second < DAY and wanted[second]:
            waiting.append([second, wanted[second]])
            queue += wanted[second]
        longest = max(longest, queue)
        room = min(room + rate, rate)
        while first < len(waiting) and room >= 1:
            at, count = waiting[first]
            took = min(count, int(room))
            late.append((second - at + 0.5 * took / rate, took))
            room, queue = room - took, queue - took
            waiting[first][1] -= took
            first += waiting[first][1] == 0
    late.sort()
    return Day(cores, at_share(late, 0.5), at_share(late, 0.95), late[-1][0] if late else 0.0, longest)


def at_share(late: list[tuple[float, int]], share: float) -> float:
    """The lateness that this share of all deliveries does not exceed, in seconds."""
    left = share * sum(count for _, count in late)
    for seconds, count in late:
        left -= count
        if left <= 0:
            return seconds
    return 0.0


def main() -> None:
    """Print what it takes."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--clients", type=int, default=10_000)
    words.add_argument("--posts", type=int, default=1_000_000, help="a day, of all clients")
    words.add_argument("--ms", type=float, default=8.9, help="processor time of one delivery, workers and server together")
    words.add_argument("--wait", type=float, default=1.5, help="seconds that a network takes")
    words.add_argument("--seed", type=int, default=3)
    told = words.parse_args()
    wanted = due(told.posts, random.Random(told.seed))
    print(f"{told.clients:,} clients, {told.posts:,} posts a day, {told.ms} ms of processor each")
    print(f"average {told.posts / DAY:.1f}/s, busiest second {max(wanted):,}, busiest minute {busiest_minute(wanted):,}")
    print("cores   median   p95       longest wait   longest queue   threads that wait for networks")
    for cores in (1, 2, 4, 8, 16, 32, 64):
        day = lived(wanted, cores, told.ms)
        threads = cores * 1000 / told.ms * told.wait
        print(f"{cores:>5} {day.median:>7.1f} s {day.p95:>6.1f} s {day.most:>10.1f} s {day.longest:>14,} {threads:>14.0f}")
    per_day = told.posts * sum(DISK.values())
    print(f"{per_day / 1e9:.1f} GB of rows a day, {per_day * 30 / 1e9:.0f} GB a month")
    print(f"{told.posts * 4 * 365:,} rows of history a year")


def busiest_minute(wanted: list[int]) -> int:
    """The most posts that are due within 60 seconds."""
    running = sum(wanted[:60])
    most = running
    for second in range(60, DAY):
        running += wanted[second] - wanted[second - 60]
        most = max(most, running)
    return most


if __name__ == "__main__":
    main()
