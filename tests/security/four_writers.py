"""Four threads that write to an agency, and tell of each row once it is written; run with a data folder, until it is killed."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from agency_core.agency import make_agency
from agency_core.domain.operations import Change
from agency_core.settings import Settings
from agency_core.store.queries import history


def main() -> None:
    """Write without end."""
    agency = make_agency(Settings(data=Path(sys.argv[1])))

    def write(thread: int) -> None:
        number = 0
        while True:
            number += 1
            told = f"{sys.argv[2]}.{thread}.{number}"
            with agency.db.transaction() as session:
                history.note(session, Change("", "setting", told, "", "changed", "writer", agency.clock.now(), "x" * 400))
            os.write(1, f"{told}\n".encode())

    for thread in range(4):
        threading.Thread(target=write, args=(thread,), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
