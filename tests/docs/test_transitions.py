"""The tables of moves in the documents are the tables that the product goes by."""

from __future__ import annotations

import re

import pytest

from agency_core.domain import content, delivery, message
from agency_core.domain import insight as insights
from agency_core.services import learn
from tests.docs.reading import names, rows, section

INSIGHTS = getattr(insights, "ALLOWED", None) or learn.ALLOWED
TABLES = {"Content": content.ALLOWED, "Delivery": delivery.ALLOWED, "Message": message.ALLOWED, "Insight": INSIGHTS}


@pytest.mark.parametrize("noun", TABLES)
def test_the_documented_moves_are_the_allowed_ones(noun):
    told = {names(before)[0]: set(names(after)) for before, after in rows("concepts.md", noun)}
    assert told == {before: set(after) for before, after in TABLES[noun].items()}


def test_the_editable_states_are_those_said():
    said = re.search(r"Words can be edited in (.*?)\.", section("concepts.md", "Content"), re.DOTALL)
    assert set(names(said[1])) == content.EDITABLE
