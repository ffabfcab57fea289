"""A process of its own that renews one account from several threads: `python -m ... <data> <account> <token> <threads>`."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from agency_core.agency import make_agency
from agency_core.domain.platform import Platform
from agency_core.domain.publishing import Account
from agency_core.platforms import CONNECTORS
from agency_core.settings import Settings


def main(data: str, account_id: str, token: str, threads: str) -> None:
    """Renew, once the line `go` is read, and write the token that each thread got."""
    agency = make_agency(Settings(data=Path(data)), connectors=CONNECTORS)
    used = Account(account_id, Platform.LINKEDIN, "", "", token)
    barrier = Barrier(int(threads))

    def renew(_: int) -> str:
        barrier.wait()
        return agency.refresher.renew(used).access_token

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(int(threads)) as pool:
        sys.stdout.write(",".join(pool.map(renew, range(int(threads)))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
