"""Traces for OpenTelemetry, where somebody asked for them: from the API call over the delivery to the call of the network.

Spans of one correlation id share one trace, although hours and processes lie between them: its number is made from the id.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agency_core.observe import correlation

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

PACKAGES = "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
_log = logging.getLogger(__name__)
_tracers: list[Tracer] = []
_providers: list[Any] = []


def installed() -> bool:
    """Whether the packages that export traces are there."""
    return all(_found(name) for name in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"))


def set_up(endpoint: str, role: str) -> None:
    """Send spans to `endpoint` (OTLP over HTTP) from now on; nothing happens when it is empty, one line says if it cannot."""
    if not endpoint or _tracers:
        return
    if not installed():
        _log.warning("AGENCY_OTLP_ENDPOINT is set, but traces cannot be sent: pip install %s", PACKAGES)
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource.create({"service.name": "agency", "service.instance.role": role})
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    atexit.register(shut_down)
    address = f"{endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address), schedule_delay_millis=2_000))
    _providers.append(provider)
    _tracers.append(provider.get_tracer("agency_core"))


def shut_down() -> None:
    """Send what waits, and stop sending."""
    _tracers.clear()
    while _providers:
        _providers.pop().shutdown()


@contextmanager
def span(name: str, **about: str) -> Iterator[None]:
    """A span around the block, in the trace of the present correlation id; free of cost while nobody asked for traces."""
    if not _tracers:
        yield
        return
    from opentelemetry import trace

    outer = trace.get_current_span().get_span_context()
    within = None if outer.is_valid else trace.set_span_in_context(trace.NonRecordingSpan(_origin()))
    marks = {"agency.correlation_id": correlation.current(), **about}
    with _tracers[0].start_as_current_span(name, context=within, attributes=marks):
        yield


def _origin() -> Any:  # noqa: ANN401 - a type of a package that need not be there
    """Where the trace of this correlation id begins."""
    from opentelemetry.trace import SpanContext, TraceFlags

    digest = hashlib.sha256((correlation.current() or correlation.fresh("trace")).encode()).digest()
    return SpanContext(
        int.from_bytes(digest[:16], "big") or 1, int.from_bytes(digest[16:24], "big") or 1, is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )


def _found(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
