"""What the facts of a connector say of the room for words is what its rules hold to."""

from itertools import product

import pytest

from agency_core.domain.platform import FollowUp
from agency_core.domain.publishing import Parent, Shaped
from agency_core.platforms import CONNECTORS

ALL = list(CONNECTORS.all())
KINDS = [(each, kind) for each in ALL for kind in sorted(each.facts.capabilities.kinds)]
FOLLOWED = [each for each in ALL if each.facts.capabilities.follow_up is not FollowUp.NONE]


def named(value) -> str:
    return getattr(getattr(value, "facts", None), "key", value)


def too_long(connector, shaped, limits) -> bool:
    return "text_limit" in {each.rule for each in connector.validate(shaped, limits)}


def own_limits(connector):
    name = connector.facts.capabilities.own_limit
    return ({}, {name: 1234}) if name else ({},)


@pytest.mark.parametrize(("connector", "kind"), KINDS, ids=named)
def test_text_as_long_as_a_kind_may_be_fits_and_a_longer_one_does_not(connector, kind):
    for limits, more in product(own_limits(connector), (0, 1)):
        room = connector.facts.capabilities.limit_of(kind, limits)
        shaped = Shaped(kind, "a" * (room + more), "A title", "https://example.com")
        if connector.facts.capabilities.link_in_text:
            shaped = Shaped(kind, "a" * (room + more), "A title")
        assert too_long(connector, shaped, limits) is bool(more)


@pytest.mark.parametrize("connector", FOLLOWED, ids=named)
def test_what_follows_a_post_has_room_of_its_own(connector):
    for limits, more in product(own_limits(connector), (0, 1)):
        room = connector.facts.capabilities.limit_of("text_post", limits, follows=True)
        shaped = Shaped("text_post", "a" * (room + more), parent=Parent("1"))
        assert too_long(connector, shaped, limits) is bool(more)


@pytest.mark.parametrize("connector", ALL, ids=named)
def test_link_has_a_place_only_in_kinds_that_are_carried(connector):
    can = connector.facts.capabilities
    assert can.link_cards <= can.content_types
