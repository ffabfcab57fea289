from __future__ import annotations

import pytest

from agency_core.observe import correlation


@pytest.mark.parametrize("given", ["abcdefgh", "A-b_c.9-" * 8])
def test_an_id_that_may_be_one_is_taken(given):
    assert correlation.accepted(given, "api") == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "line\nbreak-id", "umläuteee", "a/b/c/d/e"])
def test_another_gets_a_new_one(given):
    made = correlation.accepted(given, "api")
    assert made != given
    assert correlation.ACCEPTED.fullmatch(made)
    assert made.startswith("api-")


def test_an_id_holds_inside_its_block_only():
    with correlation.bound("outer-id"):
        with correlation.bound("inner-id"):
            assert correlation.current() == "inner-id"
        assert correlation.current() == "outer-id"
    assert correlation.current() == ""
