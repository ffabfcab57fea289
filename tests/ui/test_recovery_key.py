"""The banner of the recovery key: on every page until somebody has a copy, and anew after the key was changed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from agency_core import agency as hall
from agency_core.services.vault import Vault
from agency_core.store import key_file
from agency_core.store.opening import key_path
from tests.house.tree import ROOT

BUTTON = "banner_key_download"


@pytest.fixture
def recovery(agency, client, tmp_path):
    """On a key file of its own."""
    recovery = agency.door.recovery
    own = tmp_path / "keys" / "own.key"
    for ring in key_file.near(key_path(agency.settings)):
        key_file.adopt(own, ring)
    recovery._vault = Vault(agency.db, own, agency.clock)
    recovery._vault.ring()
    hall.use(agency)
    yield recovery
    hall.use(None)


def asks() -> bool:
    """Whether a page that is opened now has the banner."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not app.exception
    keys = {button.key for button in app.button}
    assert "add_client" in keys
    return BUTTON in keys


def test_every_page_asks_until_somebody_has_a_copy_and_anew_after_a_change(recovery, owner):
    assert asks()
    recovery.acknowledge(owner)
    assert not asks()
    key_file.renew(recovery._vault.path)
    assert asks()
