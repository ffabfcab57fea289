"""What the document on accounts says of scopes and ways to connect is what connectors ask for."""

from __future__ import annotations

import pytest

from agency_core.domain.platform import LABELS, LoginKind
from agency_core.platforms import CONNECTORS
from agency_core.services.front_doors import CALLBACK
from tests.docs.reading import names, rows, text


@pytest.mark.parametrize("platform", CONNECTORS)
def test_every_scope_stands_with_what_it_is_for(platform):
    told = [scope for key, scopes, why in rows("accounts.md", "What is asked for") if names(key) == [platform] and why
            for scope in names(scopes)]
    assert sorted(told) == sorted(CONNECTORS[platform].facts.login.scopes)


@pytest.mark.parametrize("platform", CONNECTORS)
def test_where_to_register_stands_for_each_platform_with_a_login(platform):
    facts = CONNECTORS[platform].facts
    told = [label for cell, *_ in rows("accounts.md", "Register an application") for label in cell.split(", ")]
    assert (LABELS[facts.key] in told) == (facts.login.kind is LoginKind.OAUTH2)


def test_the_address_to_come_back_to_is_the_real_one():
    assert f"http://127.0.0.1:8501{CALLBACK}" in text("accounts.md")
