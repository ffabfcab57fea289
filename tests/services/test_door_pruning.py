from datetime import timedelta

from agency_core.domain.actor import LOCAL_OWNER
from tests.entrance import HERE, Entrance


def test_what_ended_long_ago_is_forgotten(agency, clock):
    Entrance(agency, clock).owner()
    agency.door.first_run.link(LOCAL_OWNER, another=True)
    agency.door.passwords.ask("ada@agency.example", HERE)
    clock.move(timedelta(days=38))
    assert (agency.door.sessions.prune(), agency.door.links.prune(), agency.door.tries.prune()) == (1, 2, 2)
