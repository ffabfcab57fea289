"""Whatever happens in whatever order: everybody is told once for each reason, and nothing that lasts is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agency_core.alerts.announcing import Audience, announce
from agency_core.alerts.inhibition import straight
from agency_core.alerts.telling import Heard
from agency_core.domain.watching import Matcher, QuietHours
from tests.alerts.cast import HOUR, MINUTE, NOW, alert, notifier, silence, window

RANK = ("critical", "warning", "info")
RULES = ("network", "late", "login")
MUTES = straight({"network": ("late",), "login": ("network", "late")})
NOTIFIERS = (
    notifier(id="all"), notifier(id="client", client_id="c1"), notifier(id="bad", match=Matcher(severities=("critical",))),
    notifier(id="night", quiet=QuietHours(0, 12 * 60, "UTC")), notifier(id="second", after_minutes=30),
)
NAMES = st.sampled_from([f"{name}-{client}" for name in RULES for client in ("c1", "c2")])


class Telling(RuleBasedStateMachine):
    """Alerts that come, go and get worse, people who mute and acknowledge, and a look after each of it."""

    @initialize()
    def begin(self) -> None:
        self.now, self.open, self.heard, self.count = NOW, {}, {}, 0
        self.silences, self.windows, self.said, self.rises = [], [], Counter(), Counter()

    @rule(name=NAMES, severity=st.sampled_from(RANK))
    def fires(self, name, severity) -> None:
        if name not in self.open:
            self.count += 1
            kind, client = name.split("-")
            self.open[name] = alert(
                id=f"a{self.count}", rule=kind, client_id=client, severity=severity, subject=name, fired_at=self.now
            )
        elif severity != self.open[name].severity:
            rises = RANK.index(severity) < RANK.index(self.open[name].severity)
            self.rises[self.open[name].id] += rises
            self.open[name] = replace(self.open[name], severity=severity)
        self.look()

    @rule(name=NAMES)
    def ends(self, name) -> None:
        if name in self.open:
            over = replace(self.open.pop(name), state="resolved", resolved_at=self.now)
            self.look(over)

    @rule(name=NAMES)
    def is_acknowledged(self, name) -> None:
        if name in self.open:
            self.open[name] = replace(self.open[name], acknowledged_by="person:owner")
        self.look()

    @rule(kind=st.sampled_from(RULES), hours=st.integers(1, 5))
    def is_silenced(self, kind, hours) -> None:
        ends = self.now + hours * HOUR
        self.silences.append(silence(match=Matcher(rules=(kind,)), starts_at=self.now, ends_at=ends))
        self.look()

    @rule()
    def is_maintained(self) -> None:
        self.windows.append(window(starts_at=self.now, ends_at=self.now + HOUR))
        self.look()

    @rule(minutes=st.integers(1, 300))
    def waits(self, minutes) -> None:
        self.now += minutes * MINUTE
        self.look()

    def look(self, *over) -> None:
        audience = Audience(self.now, NOTIFIERS, self.heard, tuple(self.silences), tuple(self.windows), MUTES)
        found = announce([*self.open.values(), *over], audience)
        for each in found.notices:
            self.said[each.alert.id, each.notifier.id, each.reason] += 1
            assert each.reason != "resolved" or (each.alert.id, each.notifier.id) in self.heard
            self.heard[each.alert.id, each.notifier.id] = Heard(each.alert.severity, self.now)
        self.open = {each.subject: each for each in found.alerts if each.state == "firing"}
        again = announce([*self.open.values()], replace(audience, heard=self.heard))
        assert again.notices == ()

    @invariant()
    def each_reason_is_told_once(self) -> None:
        for (alert_id, _, reason), times in self.said.items():
            assert times <= (self.rises[alert_id] if reason == "worse" else 1)

    @invariant()
    def what_lasts_and_is_muted_by_nothing_was_told(self) -> None:
        for each in self.open.values():
            if each.muted_by.startswith(("silence", "maintenance", "alert")):
                causes = {one.rule for one in self.open.values() if one.client_id == each.client_id}
                silent = any(one.ends_at > self.now and each.rule in one.match.rules for one in self.silences)
                closed = any(one.ends_at > self.now for one in self.windows)
                assert silent or closed or {cause for cause in causes if each.rule in MUTES.get(cause, ())}
            elif not each.acknowledged_by:
                assert (each.id, "all") in self.heard


TestTelling = Telling.TestCase
TestTelling.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
