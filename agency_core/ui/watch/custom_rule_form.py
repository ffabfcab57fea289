"""Rules that people make: a list to switch, edit and delete, and a form that tells how often a rule would have fired."""

from __future__ import annotations

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.custom_rule import LONGEST_NAME, NewRule, as_new
from agency_core.domain.kpi import METRICS, WATCHED, Definition, Unit
from agency_core.domain.permission import Verb
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Comparison, CustomRuleView
from agency_core.ui import context, kit
from agency_core.ui.panels import kpi_words
from agency_core.ui.watch.look_back import look_back
from agency_core.ui.who import who

PARAM = "own_rule"
"""The query parameter that names the rule in the form: its id, or `new`."""
NEW = "new"
DAYS = 30
_SIDES = {Comparison.ABOVE: "is above", Comparison.BELOW: "is below"}
_WINDOWS = {5: "5 minutes", 15: "15 minutes", 60: "1 hour", 360: "6 hours", 1440: "1 day", 10_080: "7 days", 43_200: "30 days"}
_UNITS = {
    Unit.SHARE: "%", Unit.SECONDS: "seconds", Unit.MS: "milliseconds", Unit.PER_DAY: "a day", Unit.DAYS: "days",
    Unit.BYTES: "bytes", Unit.COUNT: "",
}


def custom_rules(client: ClientView | None) -> None:
    """Draw the rules that watch a client (without one: all), and the form of the one that the address names."""
    found = context.agency().watchroom.custom_rules.list(context.actor(), client_id=client.id if client else "")
    with kit.spread():
        st.caption("Rules made from any figure that is kept. They are looked at as often as those of the agency.")
        if context.may(Verb.DECIDE, "rule"):
            st.button("New rule", key="own_rule_new", icon=":material/add:", on_click=kit.set_param, args=(PARAM, NEW))
    if found:
        kit.table(
            [_row(each) for each in found], key="own_rule_table", alt="Rules that people made",
            opens=kit.Opens(PARAM, [each.id for each in found], "Edit"),
            columns={
                "On": st.column_config.CheckboxColumn("On", width="small"),
                "Severity": kit.status_column("Severity", "severity"),
            },
        )
    elif kit.param(PARAM) != NEW:
        kit.empty("No rule of your own yet. Make one, and see how often it would have fired before you switch it on.")
    chosen = next((each for each in found if each.id == kit.param(PARAM)), None)
    if chosen or kit.param(PARAM) == NEW:
        with st.container(border=True), kit.problems("The rule"):
            _form(chosen, client)


def said(rule: CustomRuleView) -> str:
    """What a rule looks for, in words: `Deliveries failed is above 5 over 1 hour`."""
    metric = METRICS[rule.metric]
    window = _WINDOWS.get(rule.window_minutes, f"{rule.window_minutes} minutes")
    return f"{metric.label} {_SIDES[Comparison(rule.comparison)]} {kpi_words.value(rule.threshold, metric.unit)} over {window}"


def _row(rule: CustomRuleView) -> dict[str, object]:
    names = {each.id: each.name for each in context.clients()}
    whose = names.get(rule.client_id, rule.client_id) if rule.client_id else "Each client"
    return {
        "Rule": rule.name, "On": rule.is_on, "Severity": kit.cell("severity", rule.severity), "Fires when": said(rule),
        "For": whose if METRICS[rule.metric].is_of_clients else "The installation", "Made by": who(rule.created_by),
    }


def _form(rule: CustomRuleView | None, client: ClientView | None) -> None:
    key = f"own_rule_{rule.id if rule else NEW}"
    st.subheader(kit.plain(rule.name) if rule else "New rule", anchor=False)
    new = _fields(rule, client, key)
    service = context.agency().watchroom.custom_rules
    with kit.toolbar(f"{key}_actions"):
        if st.button("Save", key=f"{key}_save", type="primary", icon=":material/save:"):
            if rule:
                kit.act(lambda: service.update(context.actor(), rule.id, new=new), "The rule is saved.", closes=PARAM)
            else:
                kit.act(lambda: service.create(context.actor(), new=new), "The rule is made.", closes=PARAM)
        tried = st.button(f"Try on the last {DAYS} days", key=f"{key}_try", icon=":material/history:")
        st.button("Close", key=f"{key}_close", on_click=kit.clear, args=(PARAM,))
    if tried:
        with st.spinner("Looking back"):
            look_back(context.agency().watchroom.replay.tried(context.actor(), new=new, days=DAYS))
    if rule:
        ask = kit.Question(
            f"Delete the rule {rule.name}?", "It is not looked for any more. The alerts that it led to stay on record.",
            "Delete", "The rule is deleted.",
        )
        kit.confirm_here(
            f"{key}_delete", "Delete", ask, lambda: service.delete(context.actor(), rule.id), icon=":material/delete:",
        )


def _fields(rule: CustomRuleView | None, client: ClientView | None, key: str) -> NewRule:
    """Ask for everything that a rule says; what cannot be is refused when it is saved or tried."""
    start = as_new(rule) if rule else NewRule("", "failed", Comparison.ABOVE, 5, 60, client_id=client.id if client else "")
    name = st.text_input("Name", start.name, key=f"{key}_name", max_chars=LONGEST_NAME, placeholder="Said in each alert")
    names = list(WATCHED)
    chosen = st.selectbox(
        "Figure", names, index=names.index(start.metric), format_func=lambda each: METRICS[each].label, key=f"{key}_metric",
    )
    metric = METRICS[chosen]
    st.caption(f"{kit.plain(metric.formula)} From: {kit.plain(metric.source)}.")
    left, middle, right = st.columns(3)
    sides = list(_SIDES)
    comparison = left.selectbox(
        "Fires when it", sides, index=sides.index(Comparison(start.comparison)), format_func=lambda each: _SIDES[each],
        key=f"{key}_comparison",
    )
    threshold = _threshold(middle, metric, start, key)
    windows = sorted({each for each in (*_WINDOWS, start.window_minutes) if _fits(each, metric)})
    window = right.selectbox(
        "Over the last", windows, index=windows.index(start.window_minutes) if start.window_minutes in windows else 0,
        format_func=lambda each: _WINDOWS.get(each, f"{each} minutes"), key=f"{key}_window_{metric.name}",
    )
    left, middle, right = st.columns(3)  # a row of its own: on a narrow screen columns stand below each other
    fewest = left.number_input(
        f"With at least ({metric.cases})", 0, 1_000_000, start.fewest if rule else metric.fewest,
        key=f"{key}_fewest_{metric.name}", help="With a smaller sample nothing is said.",
    )
    hold = middle.number_input(
        "Held for (minutes)", 0, 10_080, start.hold_minutes, key=f"{key}_hold", help="How long it must be so; 0: at once.",
    )
    levels = list(Severity)
    severity = right.selectbox(
        "Severity", levels, index=levels.index(Severity(start.severity)), key=f"{key}_severity",
        format_func=lambda each: kit.status("severity", each).word,
    )
    whose = _whose(rule, client, metric, key)
    is_on = st.toggle("Look for this", start.is_on, key=f"{key}_on", help="Off: it is kept, and nobody is told.")
    return NewRule(name or "", metric.name, comparison, threshold, window, int(fewest), int(hold), severity, whose, is_on)


def _fits(minutes: int, metric: Definition) -> bool:
    least = int(metric.least_window.total_seconds() // 60)
    return minutes % least == 0


def _threshold(column: st.delta_generator.DeltaGenerator, metric: Definition, start: NewRule, key: str) -> float:
    """Ask for the threshold in the unit of its figure; a share in percent."""
    times = 100.0 if metric.unit is Unit.SHARE else 1.0
    usual = start.threshold if start.metric == metric.name else (metric.target or 0.0)
    typed = column.number_input(
        f"Threshold ({_UNITS[metric.unit]})" if _UNITS[metric.unit] else "Threshold", 0.0, 100.0 if times > 1 else 1e15,
        round(usual * times, 6), format="%g", key=f"{key}_threshold_{metric.name}",
    )
    return round(typed / times, 9)


def _whose(rule: CustomRuleView | None, client: ClientView | None, metric: Definition, key: str) -> str:
    if not metric.is_of_clients:
        st.caption("This figure is one for the whole installation.")
        return ""
    if rule or client is None:
        return rule.client_id if rule else ""
    for_all = st.checkbox("For each client by itself, not only this one", key=f"{key}_all")
    return "" if for_all else client.id
