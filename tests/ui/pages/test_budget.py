"""What a rerun may cost: Streamlit collects all garbage after every run, so that freezing what is imported decides."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import pytest
from streamlit import config

COLLECTED_RERUN = 0.050
"""Seconds of CPU for a bare rerun of a page with 8 metrics, garbage collection included."""
LIVE_PAGES = {
    "command_center": 0.25, "agents": 0.12, "messages": 0.12, "deliveries": 0.15, "alerts": 0.12, "operations": 0.15,
}
"""Seconds of CPU for a whole rerun of a page through the shell; a tick of one panel costs a part of it."""
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
def collecting() -> Iterator[None]:
    """Streamlit's own default: collect garbage after every run."""
    before = config.get_option("runner.postScriptGC")
    config.set_option("runner.postScriptGC", True)
    yield
    config.set_option("runner.postScriptGC", before)


@pytest.fixture
def frozen() -> Iterator[None]:
    """What is imported is set aside from garbage collection, as the launcher does at the end of its start."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_a_bare_rerun_stays_cheap_once_frozen(collecting, frozen):
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_function(eight_metrics).run()
    assert cheapest(page.run) < COLLECTED_RERUN


def test_freezing_takes_the_cost_of_collecting_away(frozen):
    assert cheapest(lambda: gc.collect(2)) < 0.030


@pytest.mark.parametrize("name", LIVE_PAGES)
def test_a_live_page_reruns_within_its_budget(name, demo_agency, open_app, frozen):
    page = open_app(demo_agency, name)
    assert not page.exception
    assert cheapest(page.run) < LIVE_PAGES[name]
