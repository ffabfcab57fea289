"""Rows: one noun per file, typed, with the view that the doors get."""

from agency_core.models.account import AccountRow
from agency_core.models.agent import AgentRow
from agency_core.models.alert import AlertRow, CustomRuleRow, MaintenanceRow, RuleSettingRow, SilenceRow
from agency_core.models.audience import CompetitorCountRow, CompetitorRow, FollowersRow
from agency_core.models.audit import ApprovalRow, AuditRow
from agency_core.models.base import Base
from agency_core.models.client import ClientRow
from agency_core.models.content import ContentRow
from agency_core.models.delivery import AttemptRow, DeliveryRow
from agency_core.models.history import HistoryRow
from agency_core.models.insight import InsightRow
from agency_core.models.life import BackupRow, GapRow, GaugeRow, SettingRow
from agency_core.models.login import ApplicationRow, LoginRow
from agency_core.models.media import MediaRow
from agency_core.models.message import MessageRow
from agency_core.models.metric import PostRow, PostTagRow, SnapshotRow
from agency_core.models.notifier import NotificationRow, NotifierRow, SeenRow
from agency_core.models.operations import JobRow, ReplayRow, SwitchRow, TaskRow, WorkerRow
from agency_core.models.person import (
    InvitationRow,
    KeyRow,
    LinkRow,
    MembershipRow,
    PersonRow,
    SessionRow,
    TokenRow,
    TriesRow,
)
from agency_core.models.rehearsal import RehearsalRow
from agency_core.models.rollup import DayTotalRow, GainRow, HourTotalRow, PostTotalRow, SpreadRow
from agency_core.models.slot import RecurrenceRow, SlotRow
from agency_core.models.story import AnnotationRow, ReportPlanRow, ReportRow, SavedViewRow
from agency_core.models.upload import RecipeRow, UploadPostRow, UploadRejectRow, UploadRow

__all__ = [
    "AccountRow",
    "AgentRow",
    "AlertRow",
    "AnnotationRow",
    "ApplicationRow",
    "ApprovalRow",
    "AttemptRow",
    "AuditRow",
    "BackupRow",
    "Base",
    "ClientRow",
    "CompetitorCountRow",
    "CompetitorRow",
    "ContentRow",
    "CustomRuleRow",
    "DayTotalRow",
    "DeliveryRow",
    "FollowersRow",
    "GainRow",
    "GapRow",
    "GaugeRow",
    "HistoryRow",
    "HourTotalRow",
    "InsightRow",
    "InvitationRow",
    "JobRow",
    "KeyRow",
    "LinkRow",
    "LoginRow",
    "MaintenanceRow",
    "MediaRow",
    "MembershipRow",
    "MessageRow",
    "NotificationRow",
    "NotifierRow",
    "PersonRow",
    "PostRow",
    "PostTagRow",
    "PostTotalRow",
    "RecipeRow",
    "RecurrenceRow",
    "RehearsalRow",
    "ReplayRow",
    "ReportPlanRow",
    "ReportRow",
    "RuleSettingRow",
    "SavedViewRow",
    "SeenRow",
    "SessionRow",
    "SettingRow",
    "SilenceRow",
    "SlotRow",
    "SnapshotRow",
    "SpreadRow",
    "SwitchRow",
    "TaskRow",
    "TokenRow",
    "TriesRow",
    "UploadPostRow",
    "UploadRejectRow",
    "UploadRow",
    "WorkerRow",
]
