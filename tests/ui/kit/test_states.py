from enum import StrEnum

import pytest

from agency_core.domain.account import AccountStatus
from agency_core.domain.agent import AgentStatus
from agency_core.domain.alert import AlertState
from agency_core.domain.content import ContentStatus
from agency_core.domain.delivery import DeliveryState
from agency_core.domain.message import MessageStatus
from agency_core.domain.operations import Health
from agency_core.domain.rule import Severity
from agency_core.domain.upload import UploadStatus
from agency_core.ui.kit.states import STATUSES, Level, Status, badge_text, cell, status

NOUNS: dict[str, type[StrEnum]] = {
    "content": ContentStatus, "delivery": DeliveryState, "agent": AgentStatus, "message": MessageStatus, "severity": Severity,
    "alert": AlertState, "account": AccountStatus, "upload": UploadStatus, "health": Health,
}


@pytest.mark.parametrize("noun", NOUNS)
def test_every_state_of_a_noun_has_its_look(noun):
    assert set(STATUSES[noun]) == {state.value for state in NOUNS[noun]}


def test_a_state_is_always_icon_word_and_colour():
    assert badge_text("delivery", "delivered") == ":green-badge[:material/check_circle: Delivered]"
    assert cell("delivery", "failed") == ["✖ Failed"]


def test_there_are_five_looks_and_no_two_alike():
    looks = [level.value for level in Level]
    assert len(looks) == 5
    assert len({look.colour for look in looks}) == len({look.icon for look in looks}) == len({look.sign for look in looks}) == 5


def test_an_unknown_state_is_shown_by_its_name():
    assert status("delivery", "on_hold") == Status(Level.INFO, "On hold")
