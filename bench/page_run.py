"""CPU of one run of the Analytics page's script, in a process of its own: `python -m bench.page_run DATA DAYS TAB`.

The services answer in the same process, so what the database costs is in it. Prints milliseconds of both pages, theirs and an
empty one's.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from bench.many_posts import CLIENT, opened
from tests.house.tree import ROOT

RUNS = 9
SHELL = ROOT / "agency_core" / "ui" / "shell.py"


def main(place: str, days: str, tab: str) -> None:
    """Open the page once, then run it again and again."""
    with opened(Path(place)) as agency:
        hall.use(agency)
        empty = AppTest.from_file(str(Path(__file__).with_name("empty_page.py")), default_timeout=60).run()
        app = AppTest.from_file(str(SHELL), default_timeout=60)
        for name, value in (("client", CLIENT), ("analytics_days", days), ("analytics_tab", tab)):
            app.query_params[name] = value
        page = app.run().switch_page(str(ROOT / "pages" / "analytics.py")).run()
        assert not page.exception, page.exception
        gc.freeze()
        sys.stdout.write(json.dumps([_cost(page.run), _cost(empty.run)]))
        hall.use(None)


def _cost(run: Callable[[], object]) -> float:
    run()
    spent = []
    for _ in range(RUNS):
        before = time.process_time()
        run()
        spent.append((time.process_time() - before) * 1000)
    return median(spent)


if __name__ == "__main__":
    main(*sys.argv[1:])
