"""What this process counts about itself for Prometheus. Labels come from short fixed lists, never from what people wrote."""

from __future__ import annotations

import platform
import threading

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from agency_core import __version__
from agency_core.observe import logs

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry(auto_describe=False)
"""The figures of this process. What is the same for all processes is read from the database beside it."""
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

API = Histogram(
    "agency_api_request_seconds", "Time to the end of an answer of the API, by method, route and status",
    ("method", "route", "status"), registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
LATENESS = Histogram(
    "agency_delivery_lateness_seconds", "How long after its time a delivery was out, for those that this process sent",
    ("platform",), registry=REGISTRY, buckets=(1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400),
)
STEP = Histogram(
    "agency_platform_step_seconds", "Time of a step of publishing (its calls to the network), by platform and how it ended",
    ("platform", "outcome"), registry=REGISTRY, buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
)
TASK = Histogram(
    "agency_task_seconds", "Time of a run of a task in this process", ("task", "outcome"), registry=REGISTRY,
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300),
)
MESSAGE = Histogram(
    "agency_message_seconds", "From when a message could be taken to when it was done or given up, in this process",
    ("outcome",), registry=REGISTRY, buckets=(1, 5, 15, 60, 300, 600, 1800, 3600, 14_400),
)
RULES = Counter("agency_rule_evaluations", "Looks at the facts by this process, by rule", ("rule",), registry=REGISTRY)
Gauge("agency_process_threads", "Threads of this process", registry=REGISTRY).set_function(threading.active_count)
Gauge(
    "agency_log_lines_lost", "Lines that this process could not write to the log's file", registry=REGISTRY,
).set_function(lambda: float(state.lost) if (state := logs.file_state()) else 0.0)
Info("agency_build", "Version of the product and of Python", registry=REGISTRY).info(
    {"version": __version__, "python": platform.python_version()}
)
