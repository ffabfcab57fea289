"""The sandbox network as a process of its own, without its check for duplicates: whatever is sent twice is there twice.

Arguments: port, file.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import uvicorn

from agency_core.domain.clock import SystemClock
from agency_core.sandbox import sandbox_app
from agency_core.sandbox.exchange import Manner

if __name__ == "__main__":
    network = sandbox_app(Path(sys.argv[2]), SystemClock(), manner=Manner(duplicate_window=timedelta(0)))
    uvicorn.run(network, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
