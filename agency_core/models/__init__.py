"""Rows: one noun per file, typed, with the view that the doors get."""

from agency_core.models.account import AccountRow
from agency_core.models.agent import AgentRow
from agency_core.models.alert import AlertRow
from agency_core.models.base import Base
from agency_core.models.client import ClientRow
from agency_core.models.content import ContentRow
from agency_core.models.delivery import AttemptRow, DeliveryRow
from agency_core.models.history import HistoryRow
from agency_core.models.insight import InsightRow
from agency_core.models.message import MessageRow
from agency_core.models.metric import PostRow, SnapshotRow
from agency_core.models.operations import JobRow, ReplayRow, TaskRow, WorkerRow
from agency_core.models.upload import UploadRejectRow, UploadRow

__all__ = [
    "AccountRow",
    "AgentRow",
    "AlertRow",
    "AttemptRow",
    "Base",
    "ClientRow",
    "ContentRow",
    "DeliveryRow",
    "HistoryRow",
    "InsightRow",
    "JobRow",
    "MessageRow",
    "PostRow",
    "ReplayRow",
    "SnapshotRow",
    "TaskRow",
    "UploadRejectRow",
    "UploadRow",
    "WorkerRow",
]
