"""One rule: switched on or off, how bad it is, and its thresholds, tried on the past before they are saved."""

from __future__ import annotations

import streamlit as st

from agency_core.alerts.replayable import REPLAYABLE
from agency_core.domain.permission import Verb
from agency_core.domain.rule import Limit, RuleSetting, RuleView, Severity
from agency_core.errors import NotFound
from agency_core.ui import context, kit
from agency_core.ui.watch.figures import UNITS, amount, in_force
from agency_core.ui.watch.look_back import look_back
from agency_core.ui.watch.rule_words import before, differs, hold, whose
from agency_core.ui.watch.runbook import what_to_do

DAYS = 30


def rule_edit(name: str, shown_for: str) -> None:
    """Draw the settings of a rule for a client (empty: for the whole agency)."""
    rules, client_id = context.agency().watchroom.rules, whose(name, shown_for)
    rule = next((one for one in rules.list(context.actor(), client_id=client_id) if one.name == name), None)
    if rule is None:
        raise NotFound("There is no such rule.", field="rule", remedy="Choose one from the list.")
    base = before(client_id)[name]
    st.markdown(kit.plain(rule.explains))
    st.caption(f"Fires {hold(rule)}. {_holds_for(client_id)}")
    setting = _fields(rule, base, client_id)
    with kit.toolbar("rule_actions"):
        may = context.actor().may(Verb.DECIDE, client_id, "rule")
        if may and st.button("Save", key="rule_save", type="primary", icon=":material/save:"):
            kit.act(lambda: rules.save(context.actor(), setting=setting), f"{rule.label}: saved.", closes="rule")
        tried = name in REPLAYABLE and st.button(f"Try on the last {DAYS} days", key="rule_try", icon=":material/history:")
    if may and differs(rule, base):
        _reset(rule, client_id)
    if name not in REPLAYABLE:
        st.caption("What it looks at is not kept, so that it cannot be tried on the past.")
    if tried:
        with st.spinner("Looking back"), kit.problems("The look back"):
            replay = context.agency().watchroom.replay
            look_back(replay.built_in(context.actor(), name, client_id=client_id, days=DAYS, setting=setting))
    what_to_do(rule.runbook)


def _holds_for(client_id: str) -> str:
    chosen = next((one.name for one in context.clients() if one.id == client_id), "")
    return f"Changes hold for {kit.plain(chosen)} only." if chosen else "Changes hold for every client without its own."


def _reset(rule: RuleView, client_id: str) -> None:
    to = "Reset to the agency's" if client_id else "Reset to usual"
    ask = kit.Question(f"{to}: {rule.label}?", "What was changed here is forgotten.", to, f"{rule.label}: as before.")
    kit.confirm_here(
        "rule_reset", to, ask,
        lambda: context.agency().watchroom.rules.reset(context.actor(), rule=rule.name, client_id=client_id),
        icon=":material/restart_alt:",
    )


def _fields(rule: RuleView, base: RuleView, client_id: str) -> RuleSetting:
    """Ask for the setting; what it leaves as it is without changes is not said in it."""
    key = f"rule_{rule.name}_{client_id}"
    is_on = st.toggle("Look for this", rule.is_on, key=f"{key}_on", help="Off: it is not looked for, and nobody is told.")
    levels = [str(one) for one in Severity]
    severity = st.selectbox(
        "Severity", levels, index=levels.index(rule.severity), format_func=lambda one: kit.status("severity", one).word,
        key=f"{key}_severity",
    )
    values = {one.name: (_limit(rule, one, key), base.values.get(one.name, one.usual)) for one in rule.limits}
    own = {name: value for name, (value, without) in values.items() if value != without}
    return RuleSetting(client_id, rule.name, is_on, "" if severity == base.severity else severity, own)


def _limit(rule: RuleView, limit: Limit, key: str) -> float:
    """Ask for a threshold, a share in percent; what was entered, in the unit of the threshold."""
    times = 100.0 if limit.unit == "share" else 1.0
    unit = f" ({UNITS[limit.unit]})" if UNITS.get(limit.unit) else ""
    usual, now = limit.usual * times, round(in_force(rule, limit) * times, 6)
    typed = st.number_input(
        f"{limit.label}{unit}", limit.least * times, limit.most * times, now, step=1.0 if usual >= 2 else 0.1,
        format="%g" if now < 1e6 else "%.0f", key=f"{key}_{limit.name}",
        help=f"Usually {amount(limit.usual, limit.unit)}; from {amount(limit.least, limit.unit)} to "
             f"{amount(limit.most, limit.unit)}.",
    )
    return now / times if typed == now else round(typed / times, 9)
