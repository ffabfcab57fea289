"""Sighting: what the log, the figures and the traces say of a delivery on its way, all under the request that laid it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from agency_core.domain.publishing import Phase, PlatformError
from agency_core.observe import correlation, meters, traces
from agency_core.services.claim import Claim

log = logging.getLogger(__name__)


@contextmanager
def working_on(claim: Claim) -> Iterator[None]:
    """Everything inside belongs to the request that laid this delivery; to the delivery itself, where none is known."""
    with (
        correlation.bound(claim.request_id or claim.id),
        traces.span("delivery", delivery=claim.id, platform=claim.account.platform),
    ):
        yield


@contextmanager
def timed_step(claim: Claim, phase: Phase) -> Iterator[None]:
    """Measure one step of publishing, with its calls to the network, and say how it ended."""
    began, outcome = time.perf_counter(), "done"
    try:
        with traces.span("step", phase=phase, platform=claim.account.platform):
            yield
    except PlatformError as error:
        outcome = str(error.failure)
        raise
    except BaseException:
        outcome = "fault"
        raise
    finally:
        seconds = time.perf_counter() - began
        meters.STEP.labels(claim.account.platform, outcome).observe(seconds)
        log.info(
            "delivery %s, try %d: step %s on %s took %.0f ms: %s", claim.id, claim.attempt, phase, claim.account.platform,
            seconds * 1e3, outcome,
        )


def told_out(claim: Claim, now: datetime) -> None:
    """It is out: say so, and how late."""
    late = max(0.0, (now - claim.due_at).total_seconds())
    meters.LATENESS.labels(claim.account.platform).observe(late)
    log.info("delivery %s is out on %s, %.1f s after its time", claim.id, claim.account.platform, late)
