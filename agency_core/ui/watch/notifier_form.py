"""The form of a notifier: its kind's own fields, drawn from their description, then of what it tells and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

import streamlit as st

from agency_core.domain.client import ClientView
from agency_core.domain.notifier import LONGEST_MINUTES, NAME_LIMIT, FieldView, NewNotifier, NotifierChanges, NotifierKind
from agency_core.domain.rule import Severity
from agency_core.domain.watching import Matcher, NotifierView, QuietHours
from agency_core.ui import context, kit
from agency_core.ui.watch.matching import rule_names

KEPT = "Kept as it is unless you enter another"
ICONS = {
    "email": ":material/mail:", "slack": ":material/tag:", "discord": ":material/forum:", "teams": ":material/groups:",
    "telegram": ":material/send:", "ntfy": ":material/phone_iphone:", "pagerduty": ":material/emergency:",
    "webhook": ":material/webhook:", "apprise": ":material/hub:",
}


@dataclass(frozen=True)
class _Chosen:
    """What the part below the kind's own fields says."""

    name: str
    match: Matcher
    quiet: QuietHours
    after_minutes: int
    repeat_minutes: int
    tells_resolved: bool


def add_notifier(client: ClientView | None, *, closes: str = "") -> None:
    """Draw the form of a new notifier; `closes` is the query parameter of the drawer that it stands in."""
    kinds = {kind.name: kind for kind in context.agency().watchroom.notifiers.kinds()}
    picked = st.selectbox("Kind", list(kinds), key="notifier_kind", format_func=lambda one: kinds[one].label)
    kind = kinds[picked]
    key = f"notifier_new_{kind.name}"
    with st.form(key, border=False):
        _about(kind)
        name = _name(key, kind.label)
        values = {each.name: _field(each, key, "") for each in kind.fields}
        chosen = _rest(key, name, None)
        whose = st.checkbox("For the whole agency, not only this client", key=f"{key}_agency") if client else True
        pressed = st.form_submit_button("Add", key=f"{key}_send", type="primary", icon=":material/add:")
    if pressed:
        new = NewNotifier(
            kind.name, chosen.name, {each: value for each, value in values.items() if value},
            "" if whose or not client else client.id, chosen.match, chosen.quiet, chosen.after_minutes, chosen.repeat_minutes,
            chosen.tells_resolved,
        )
        kit.act(
            lambda: context.agency().watchroom.notifiers.create(context.actor(), new=new), f"{new.name} is added. Test it now.",
            closes=closes,
        )


def edit_notifier(notifier_id: str, *, closes: str = "") -> None:
    """Draw the form of a notifier that is there; `closes` is the query parameter of the drawer that it stands in."""
    notifiers, actor = context.agency().watchroom.notifiers, context.actor()
    one = notifiers.get(actor, notifier_id)
    kind = next(each for each in notifiers.kinds() if each.name == one.kind)
    key = f"notifier_{one.id}"
    with st.form(f"{key}_form", border=False):
        _about(kind)
        st.caption(kit.plain(f"Leads to {one.target}"))
        name = _name(key, one.name)
        values = {each.name: _field(each, key, one.settings.get(each.name, ""), is_kept=True) for each in kind.fields}
        chosen = _rest(key, name, one)
        pressed = st.form_submit_button("Save", key=f"{key}_save", type="primary", icon=":material/save:")
    if pressed:
        changes = NotifierChanges(
            name=chosen.name, values=_changed(kind, values, one.settings), match=chosen.match, quiet=chosen.quiet,
            after_minutes=chosen.after_minutes, repeat_minutes=chosen.repeat_minutes, tells_resolved=chosen.tells_resolved,
        )
        kit.act(lambda: notifiers.update(actor, one.id, changes=changes), "Saved.", closes=closes)


def _about(kind: NotifierKind) -> None:
    st.caption(f"{ICONS.get(kind.name, ':material/campaign:')} {kit.plain(kind.about)}")


def _name(key: str, usual: str) -> str:
    return st.text_input("Name", usual, key=f"{key}_name", max_chars=NAME_LIMIT, help="How the list and the log call it") or ""


def _field(field: FieldView, key: str, now: str, *, is_kept: bool = False) -> str:
    """One field of the kind. A secret is never filled in: what is kept stays where nothing is entered."""
    label = field.label if field.required else f"{field.label} (optional)"
    hint = KEPT if field.secret and is_kept else field.example or field.usual
    return st.text_input(
        kit.plain(label), now or (field.usual if not field.secret else ""), key=f"{key}_{field.name}",
        help=kit.plain(field.help), placeholder=hint, type="password" if field.secret else "default", autocomplete="off",
    ) or ""


def _changed(kind: NotifierKind, values: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str] | None:
    """The fields that were changed; None when none was, so that an address need not be checked again."""
    changed = {each.name: values[each.name] for each in kind.fields if values[each.name] != now.get(each.name, "")}
    return {name: value for name, value in changed.items() if value or name in now} or None


def _rest(key: str, name: str, one: NotifierView | None) -> _Chosen:
    match, quiet = (one.match, one.quiet) if one else (Matcher(severities=(Severity.CRITICAL, Severity.WARNING)), QuietHours())
    labels = rule_names()
    st.markdown("**Of what it tells**")
    severities = st.multiselect(
        "Severities", [str(each) for each in Severity], list(match.severities), key=f"{key}_severities",
        placeholder="Any severity", format_func=lambda each: kit.status("severity", each).word,
    )
    known = [*labels, *(each for each in match.rules if each not in labels)]
    rules = st.multiselect("Rules", known, list(match.rules), key=f"{key}_rules", placeholder="Any rule",
                           format_func=lambda each: labels.get(each, each))
    st.markdown("**When**")
    left, right = st.columns(2)
    after = left.number_input(
        "After minutes", 0, LONGEST_MINUTES, one.after_minutes if one else 0, key=f"{key}_after",
        help="0: at once. Else only what nobody acknowledged for so long: a step of escalation.",
    )
    again = right.number_input("Again every minutes", 0, LONGEST_MINUTES, one.repeat_minutes if one else 0, key=f"{key}_repeat",
                               help="0: once. Else again until somebody acknowledges it.")
    resolved = st.checkbox("Also say when it is over", one.tells_resolved if one else True, key=f"{key}_resolved")
    hours = _quiet(key, quiet)
    return _Chosen(name, Matcher(tuple(rules), tuple(severities), match.subjects), hours, int(after), int(again), resolved)


def _quiet(key: str, quiet: QuietHours) -> QuietHours:
    zone = quiet.timezone if quiet.begin != quiet.end else str(context.zone())
    left, middle, right = st.columns(3)
    begin = left.time_input("Quiet from", _time(quiet.begin), key=f"{key}_begin", step=900,
                            help="Only critical alerts are told in these hours. The same twice: none.")
    end = middle.time_input("until", _time(quiet.end), key=f"{key}_end", step=900)
    zones = sorted({*available_timezones(), zone})
    picked = right.selectbox("Time zone", zones, zones.index(zone), key=f"{key}_zone")
    return QuietHours(_minutes(begin), _minutes(end), picked or zone)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minutes(at: time | None) -> int:
    return at.hour * 60 + at.minute if at else 0
