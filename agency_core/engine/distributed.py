"""Several machines: Procrastinate, whose queue lives in the same PostgreSQL database, wakes those that send."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

from procrastinate import App, PsycopgConnector

from agency_core.domain.clock import Clock
from agency_core.engine.hints import LOOK, QUEUE
from agency_core.engine.pulse import AGAIN_AFTER, Pulse
from agency_core.store.database import Database

POLLING = 5.0
_log = logging.getLogger(__name__)


class Distributed:
    """Procrastinate tells any of them of a delivery within milliseconds of its commit."""

    def __init__(self, db: Database, clock: Clock, look: Callable[[], object]) -> None:
        """`look` starts what is due and returns at once."""
        self._db = db
        self._pulse = Pulse(db, clock, look)
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._pulse.start()
        self._thread = threading.Thread(target=self._live, name="queue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; the jobs that are under way only wake, so nothing is waited for."""
        self._stopping.set()
        if self._loop is not None and self._work is not None:
            self._loop.call_soon_threadsafe(self._work.cancel)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._pulse.stop()

    def _live(self) -> None:
        while not self._stopping.is_set():
            try:
                with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                    runner.run(self._listen())
            except asyncio.CancelledError:  # we were asked to end
                break
            except Exception as error:  # noqa: BLE001 - the server may be away for a while, and the pulse goes on meanwhile
                _log.warning("The queue cannot be listened to: %s", error)
            self._stopping.wait(AGAIN_AFTER)

    async def _listen(self) -> None:
        self._loop, self._work = asyncio.get_running_loop(), asyncio.current_task()
        url = self._db.engine.url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
        app = App(
            connector=PsycopgConnector(
                conninfo=url, min_size=1, max_size=3,
                kwargs={"options": "-c search_path=procrastinate,public -c timezone=UTC", "application_name": "agency queue"},
            )
        )

        @app.task(name=LOOK, queue=QUEUE, pass_context=False)
        async def look(delivery_id: str) -> None:  # noqa: ARG001 - a hint names what to look at; whatever is due is taken
            self._pulse.wake()

        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE], wait=True, install_signal_handlers=False, listen_notify=True, delete_jobs="always",
                fetch_job_polling_interval=POLLING, shutdown_graceful_timeout=1,
            )
