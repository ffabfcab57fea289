"""What a rerun may cost: Streamlit collects all garbage after every run, so that freezing what is imported decides."""

from __future__ import annotations

import gc
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from agency_core.domain.ids import numbered_id
from agency_core.models import AlertRow

ROOT = Path(__file__).resolve().parents[3]
COLLECTED_RERUN = 0.050
"""Seconds of CPU for a bare rerun of a page with 8 metrics, the collection after it included."""
LIVE_PAGES = {
    "command_center": 0.25, "agents": 0.12, "messages": 0.12, "deliveries": 0.15, "alerts": 0.12, "operations": 0.15,
}
"""Seconds of CPU for a whole rerun of a page through the shell; a tick of one panel costs a part of it."""
MOST_QUESTIONS = {
    "command_center": 90, "agents": 40, "messages": 40, "deliveries": 40, "alerts": 50, "operations": 60,
}
"""Statements of a whole rerun. The command center names each thing in its feed, ten at most; no other list asks per row."""
THOUSAND_ALERTS = 0.4
"""Seconds of CPU for a whole rerun of Alerts while a thousand fire; what is drawn in the browser comes on top."""
RUNS = 7


def eight_metrics() -> None:
    import streamlit as st

    st.title("Bare")
    for number in range(8):
        st.metric(f"Metric {number}", number, 1, chart_data=[1, 2, number])


def cheapest(run: Callable[[], object]) -> float:
    """CPU seconds of the cheapest of some runs: what the work costs when nobody disturbs it."""
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        run()
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.fixture
def frozen() -> Iterator[None]:
    """What is imported is set aside from garbage collection, as the launcher does at the end of its start."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_a_bare_rerun_stays_cheap_once_frozen(frozen):
    page = AppTest.from_function(eight_metrics).run()

    def rerun_as_streamlit_does() -> None:
        page.run()
        gc.collect(2)

    assert cheapest(rerun_as_streamlit_does) < COLLECTED_RERUN


def test_streamlit_is_told_not_to_collect_after_every_run():
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert told["runner"]["postScriptGC"] is False


@pytest.mark.parametrize("name", LIVE_PAGES)
def test_a_live_page_reruns_within_its_budget(name, demo_agency, open_app, frozen):
    page = open_app(demo_agency, name)
    assert not page.exception
    assert cheapest(page.run) < LIVE_PAGES[name]


@pytest.mark.parametrize("name", LIVE_PAGES)
def test_a_live_page_asks_the_database_little_however_long_its_lists_are(name, demo_agency, open_app):
    asked: list[str] = []
    page = open_app(demo_agency, name)
    event.listen(demo_agency.db.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    page.run()
    questions = [one for one in asked if not one.startswith("BEGIN")]
    assert len(questions) < MOST_QUESTIONS[name]


def test_a_thousand_alerts_render_within_their_budget(demo_agency, open_app, frozen):
    now = demo_agency.clock.now()
    with demo_agency.db.transaction() as session:
        session.add_all(
            AlertRow(
                id=numbered_id("01kc000000000000000000a", place), client_id="demo", state="firing", subject=f"it_{place}",
                rule="agent_failure", severity="critical", summary=f"Number {place} is wrong.", detail="It is so.",
                link="/agents", last_seen_at=now, first_seen_at=now, fired_at=now,
            )
            for place in range(1000)
        )
    page = open_app(demo_agency, "alerts")
    assert sorted(len(table.value) for table in page.dataframe)[-1] > 950
    assert cheapest(page.run) < THOUSAND_ALERTS
