"""Engine and API in one process, to whom seconds are what minutes are to others: a beat each half second, a ping each second.

Arguments: data folder, port.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import agency_core.domain.operations as words
import agency_core.tasks.ping as ping

if __name__ == "__main__":
    words.BEAT_EVERY = timedelta(seconds=0.5)  # before anybody imports them from there
    words.STALLED_AFTER = timedelta(seconds=2)
    ping.TASK = replace(ping.TASK, every=timedelta(seconds=1))
    data, port = sys.argv[1:]
    os.environ.update(AGENCY_DATA=data, AGENCY_PORT=port)

    import logging

    import uvicorn

    from agency_core.agency import current
    from agency_core.api.server import rest_app
    from agency_core.settings import settings
    from agency_core.worker import Engine

    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    assert settings().data == Path(data)
    engine = Engine(current())
    engine.start()
    uvicorn.run(rest_app(settings()), host="127.0.0.1", port=int(port), access_log=False, log_level="warning")
    engine.stop()
