"""A worker of a distributed agency on a network that is a file. Its leases are short, so that a kill is seen to soon.

Arguments: address of the database, data folder, file of the network, threads that send.
"""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from pathlib import Path

import agency_core.domain.delivery

LEASE = timedelta(seconds=6)

if __name__ == "__main__":
    agency_core.domain.delivery.LEASE = LEASE  # before anybody imports it from there

    from agency_core.agency import make_agency
    from agency_core.settings import Settings
    from agency_core.worker import Engine
    from tests.fakes import registry_of
    from tests.faults.shared_network import SharedNetwork

    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("procrastinate").setLevel("WARNING")
    url, data, file, threads = sys.argv[1:]
    settings = Settings(data=Path(data), database_url=url, role="worker", delivery_workers=int(threads))
    Engine(make_agency(settings, connectors=registry_of(SharedNetwork(file=Path(file))))).run()
