"""A desk under random acts whose publishing is stopped, slowed down and taken up again by everybody who may."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from agency_core.domain.account import AccountStatus
from agency_core.domain.actor import LOCAL_OWNER as OWNER
from agency_core.domain.content import Priority
from agency_core.domain.pause import Fate, Resumption
from agency_core.domain.platform import Allowance
from agency_core.errors import AgencyError
from tests.services.desk_machine import AHEAD, PLACES, DeskMachine, Killed

ALLOWED = (Allowance(2, timedelta(hours=1)),)


class HeldMachine(DeskMachine):
    """Random acts on a desk, with all that holds publishing back, and killers inside the ledger's own transaction."""

    contents = DeskMachine.contents

    def __init__(self, folder, empty):
        super().__init__(folder, empty)
        self.kills = ""
        real = self.desk.publish._recorder._together

        def together(batch):
            kills, self.kills = self.kills, ""
            if kills == "before":
                raise Killed
            real(batch)
            if kills == "after":
                raise Killed

        self.desk.publish._recorder._together = together

    @rule(on=st.booleans(), fate=st.sampled_from(list(Fate)))
    def stop_everything(self, on, fate):
        if on:
            self.desk.calendar.resume.pause_all(OWNER, why="A crisis.")
        else:
            plan = self.desk.calendar.resume.resume(OWNER, choice=Resumption(fate, gap_minutes=5, hours=1))
            for each in plan.items:
                if each.to is not None:
                    self.promises[each.content_id].due = each.to
        self.all_paused = on

    @rule(which=st.integers(0, 1), how=st.sampled_from(["paused", "gone", "again"]))
    def account_is_steered(self, which, how):
        for account in self._accounts(which):
            with suppress(AgencyError):
                if how == "paused":
                    self.desk.accounts.set_status(OWNER, account.id, status=AccountStatus.PAUSED)
                elif how == "gone":
                    self.desk.accounts.disconnect(OWNER, account.id)
                else:
                    self.desk.accounts.connect_sandbox(OWNER, self.client_id, name=account.platform)

    @rule(which=st.integers(0, 1), seconds=st.sampled_from([0, 120, 900]), allowed=st.sampled_from([(), ALLOWED]))
    def slower(self, which, seconds, allowed):
        self.networks[which].allowances = allowed
        for account in self._accounts(which):
            self.desk.accounts.set_spacing(OWNER, account.id, seconds=seconds)

    @rule(which=st.integers(0, 1), times=st.integers(1, 4))
    def network_works_on_what_it_took(self, which, times):
        self.networks[which].works_on = times

    @rule(when=st.sampled_from(["before", "after"]))
    def killed_while_writing(self, when):
        self.kills = when

    @rule(target=contents, where=st.sampled_from(PLACES), parts=st.sampled_from([1, 3]))
    def stopped_between_the_claim_and_the_call(self, where, parts):
        """Something is due and taken, then everything is stopped, and only then a thread begins."""
        content = self.planned(AHEAD[0], where, parts, Priority.URGENT)
        self.clock.move(AHEAD[0])
        claim = self.desk.publish._claims.next()
        self.stop_everything(on=True, fate=Fate.NOW)
        if claim is not None:
            with suppress(Killed, AgencyError):
                self.desk.publish._handle(claim)
        return content

    def teardown(self):
        self.kills = ""
        with suppress(AttributeError):  # nothing was started
            self.stop_everything(on=False, fate=Fate.LEAVE)
            for which in (0, 1):
                self.account_is_steered(which, "again")
                self.slower(which, 0, ())
        super().teardown()

    def _accounts(self, which):
        return [each for each in self.desk.accounts.list(OWNER) if each.platform == self.networks[which].key]

    def _published(self, platform, text):
        super()._published(platform, text)
        if self.paused or self.all_paused:
            self.wrong.append(f"{text} went out while publishing was paused")
        if {each.status for each in self.desk.accounts.list(OWNER) if each.platform == platform} != {AccountStatus.CONNECTED}:
            self.wrong.append(f"{text} went out on an account that was not connected")
