"""Where services are entered: whoever acts sees, from there on, only the clients for which they may see what is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from agency_core.domain.actor import Actor
from agency_core.domain.audit import Asked
from agency_core.domain.permission import Role, Verb
from agency_core.errors import Forbidden, NotFound
from agency_core.observe import caller
from agency_core.store.reach import EVERYTHING, Reach, within

T = TypeVar("T")
_INSIDE: ContextVar[Actor | None] = ContextVar("inside", default=None)
"""Who entered a service in this thread."""
_GUARDED: set[type[Any]] = set()
"""Services that were looked at: a process that opens one agency after another (as tests do) looks at each once."""
NOUN_OF = {
    "Accounts": "account", "Agents": "agent", "Annotations": "note", "Applications": "setting", "Approvals": "approval",
    "Archive": "client", "Audience": "upload", "Backups": "backup", "Batch": "upload", "Bell": "alert", "Bulk": "import",
    "Clients": "client", "Competitors": "upload", "Connect": "login", "CustomRules": "rule", "Deliver": "delivery",
    "Demo": "client", "Draft": "content", "EngineRoom": "task", "Gaps": "alert", "Importing": "upload", "Inbox": "message",
    "Incidents": "alert", "Kpis": "report", "Learn": "insight", "Library": "medium", "Logbook": "task",
    "Maintenance": "alert", "Matching": "match", "Measure": "upload", "Notifiers": "notifier", "Notify": "notification",
    "Numbers": "report", "Operate": "task", "Plan": "content", "Questions": "report", "Recipes": "upload",
    "Reconcile": "delivery", "Recur": "recurrence", "Rehearse": "rehearsal", "Replay": "rule", "ReportPlans": "report",
    "Reports": "report", "Resume": "delivery", "Retention": "setting", "Review": "content", "Rules": "rule",
    "Schedule": "content", "Scorecard": "report", "Silences": "silence", "Slots": "slot", "Tally": "upload",
    "Uploads": "upload", "Uptimes": "alert", "Views": "view", "Watch": "alert",
}
"""What each service shows: its noun in the table of permissions. A service that is not named here shows clients (or people)."""


def guarded(joined: T) -> T:
    """Guard the entrances of every service that is joined here, or within one that is; the same object."""
    waiting, met = [joined], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in met:
            continue
        met.add(id(one))
        if type(one).__module__.startswith("agency_core.services"):
            guard(type(one))
        waiting += [each for each in getattr(one, "__dict__", {}).values() if _is_service(each)]
    return joined


def _is_service(thing: object) -> bool:
    return type(thing).__module__.startswith("agency_core.services") and not isinstance(thing, type)


def guard(service: type[Any]) -> None:
    """Let each public method that takes an actor first run within that actor's reach; again changes nothing."""
    if service in _GUARDED:
        return
    _GUARDED.add(service)
    noun = NOUN_OF.get(service.__name__, "client")
    for name in dir(service):
        method = inspect.getattr_static(service, name)
        if name.startswith("_") or not inspect.isfunction(method) or hasattr(method, "guards"):
            continue
        taken = list(inspect.signature(method).parameters)
        if taken[1:2] == ["actor"]:
            setattr(service, name, _guarded(method, noun))


def reach_of(actor: Actor, noun: str) -> Reach:
    """Of whom this actor sees things of this noun.

    Raises:
        Forbidden: of nobody.
    """
    if actor.roles is None and actor.scopes is None:
        return EVERYTHING if actor.clients is None else Reach(actor.clients)
    if actor.clients is None and actor.may(Verb.VIEW, "", noun):
        return EVERYTHING
    named = actor.clients if actor.clients is not None else frozenset(actor.roles or {}) - {""}
    seen = frozenset(each for each in named if actor.may(Verb.VIEW, each, noun))
    if named and not seen and noun != "client":
        raise Forbidden("Your role does not show you this.", remedy="Ask an owner or manager.")
    return Reach(seen, frozenset(each for each in seen if (actor.roles or {}).get(each) is Role.CLIENT_REVIEWER))


def _guarded(method: Callable[..., Any], noun: str) -> Callable[..., Any]:
    @wraps(method)
    def entered(self: object, actor: Actor, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the method takes
        if _INSIDE.get() == actor:  # a service that asks another one shows what it was asked for
            return method(self, actor, *args, **kwargs)
        token = _INSIDE.set(actor)
        try:
            with within(reach_of(actor, noun)), caller.bound(actor.address):
                return method(self, actor, *args, **kwargs)
        except (Forbidden, NotFound) as error:
            error.asked = Asked(actor, noun, method.__name__, str(kwargs.get("client_id", "")))
            raise
        finally:
            _INSIDE.reset(token)

    entered.guards = noun  # type: ignore[attr-defined]  # marks what is guarded already
    return entered
