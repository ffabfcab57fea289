"""The one kit of components: `from agency_core.ui import kit`, then `kit.header(...)`, `kit.table(...)`, `kit.when(...)`.

Figures for the Analytics page are in `kit.charts.figures` (Plotly) and `kit.charts.grammar` (Altair), imported on their own.
"""

from agency_core.ui.kit.charts import board, palette
from agency_core.ui.kit.charts.show import altair, nothing_to_draw, plotly
from agency_core.ui.kit.charts.take import take
from agency_core.ui.kit.csv_file import csv_button
from agency_core.ui.kit.dialogs import Question, confirm, confirm_here
from agency_core.ui.kit.empty import empty, empty_filter, quiet
from agency_core.ui.kit.formats import (
    MISSING,
    absolute,
    clock,
    compact,
    day,
    milliseconds,
    number,
    percent,
    relative,
    span,
    when,
    zone_name,
)
from agency_core.ui.kit.freshness import engine_freshness, freshness, freshness_text, live, live_toggle
from agency_core.ui.kit.header import Action, header
from agency_core.ui.kit.kpis import figure, kpi_wall
from agency_core.ui.kit.layout import spread, toolbar
from agency_core.ui.kit.links import choose, clear, go, go_to, pager, param, search, set_param
from agency_core.ui.kit.panel import live_panel
from agency_core.ui.kit.problems import act, attempt, flash, later, problems, show_flash, show_problem
from agency_core.ui.kit.states import Level, Status, badge, badge_text, cell, status
from agency_core.ui.kit.tables import MOST_ROWS, Opens, status_column, table
from agency_core.ui.kit.text import count, plain, words
from agency_core.ui.kit.typed import take_typed
from agency_core.ui.labels import told_apart

__all__ = [
    "MISSING", "MOST_ROWS", "Action", "Level", "Opens", "Question", "Status", "absolute", "act", "altair", "attempt", "badge",
    "badge_text", "board", "cell", "choose", "clear", "clock", "compact", "confirm", "confirm_here", "count", "csv_button", "day",
    "empty", "empty_filter", "engine_freshness", "figure", "flash", "freshness", "freshness_text", "go", "go_to",
    "header", "kpi_wall", "later", "live", "live_panel", "live_toggle", "milliseconds", "nothing_to_draw", "number",
    "pager", "palette", "param", "percent", "plain", "plotly", "problems", "quiet", "relative", "search", "set_param",
    "show_flash", "show_problem", "span", "spread", "status", "status_column", "table", "take", "take_typed", "told_apart",
    "toolbar", "when", "words", "zone_name",
]
