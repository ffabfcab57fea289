"""Traces go to a collector only where somebody asked for them, and those of one correlation id are one trace."""

from __future__ import annotations

import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from agency_core.observe import correlation, traces


@pytest.fixture
def collector():
    """A collector on this machine; gives its address and the bodies that it was sent."""
    bodies: list[tuple[str, bytes]] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    server.server_close()
    thread.join()


def test_spans_of_one_id_are_one_trace_however_far_apart(collector):
    pytest.importorskip("opentelemetry.sdk", reason="the packages that send traces are not installed")
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    address, bodies = collector
    traces.set_up(address, "all")
    try:
        with correlation.bound("request-0001"), traces.span("api", method="POST"):
            pass
        with correlation.bound("request-0001"), traces.span("delivery", platform="linkedin"), traces.span("call", host="h"):
            pass
        with correlation.bound("request-0002"), traces.span("api", method="GET"):
            pass
    finally:
        traces.shut_down()
    spans = []
    for path, body in bodies:
        assert path == "/v1/traces"
        sent = ExportTraceServiceRequest.FromString(body)
        spans += [span for whole in sent.resource_spans for scope in whole.scope_spans for span in scope.spans]
    by_name = {(span.name, span.trace_id): span for span in spans}
    assert sorted(span.name for span in spans) == ["api", "api", "call", "delivery"]
    assert len({span.trace_id for span in spans}) == 2
    delivery = next(span for span in spans if span.name == "delivery")
    assert by_name["call", delivery.trace_id].parent_span_id == delivery.span_id
    assert by_name["api", delivery.trace_id].trace_id == delivery.trace_id
    assert {each.key: each.value.string_value for each in delivery.attributes} == {
        "agency.correlation_id": "request-0001", "platform": "linkedin"
    }


def test_without_an_address_nothing_is_set_up():
    traces.set_up("", "all")
    with traces.span("api"):
        pass
    assert traces._tracers == []


def test_an_address_without_the_packages_is_said_in_one_line(monkeypatch, caplog):
    monkeypatch.setattr(traces, "installed", lambda: False)
    with caplog.at_level(logging.WARNING):
        traces.set_up("http://127.0.0.1:4318", "all")
    assert [record.getMessage() for record in caplog.records] == [
        f"AGENCY_OTLP_ENDPOINT is set, but traces cannot be sent: pip install {traces.PACKAGES}"
    ]
    assert traces._tracers == []
