"""Which pages there are at the door, and how each is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from agency_core.agency import Agency
from agency_core.api.pages import arriving, entering, forgotten, house, provider, reviewing
from agency_core.api.pages.drawing import Visit, filled, page
from agency_core.api.turned_away import tell
from agency_core.errors import AgencyError, Forbidden

AT_ONCE = 8
"""So many people are let in at the same time; guessing does not take the threads of everybody else."""
Work = Callable[[Visit], Response]
_PAGES: tuple[tuple[str, Work, Work | None], ...] = (
    ("/login", entering.show, entering.enter),
    ("/login/provider", provider.leave, None),
    ("/login/provider/callback", provider.come_back, None),
    ("/logout", entering.show_out, entering.leave),
    ("/second-factor", entering.show_second, entering.give_second),
    ("/first-run", arriving.show_first_run, arriving.first_run),
    ("/invite", arriving.show_invitation, arriving.accept),
    ("/reset", forgotten.show, forgotten.ask_or_set),
)
_BY_LINK: tuple[tuple[str, Work, Work | None], ...] = (
    ("/r/{token}", reviewing.show, reviewing.answer), ("/r/{token}/media/{file}", reviewing.file, None),
)
PUBLIC_PATHS = frozenset(path for path, _, _ in _PAGES)
"""What is open to people who are not signed in."""


def door_routes(provide: Callable[[], Agency]) -> list[BaseRoute]:
    """The pages, for the agency that `provide` gives."""
    return [
        Route(path, _asked(provide, show, submit), methods=["GET", "POST"] if submit else ["GET"])
        for path, show, submit in (*_PAGES, *_BY_LINK)
    ]


def _asked(
    provide: Callable[[], Agency], show: Work, submit: Work | None
) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        try:
            form = await filled(request) if request.method == "POST" else {}
            work = submit if request.method == "POST" and submit else show
            return await to_thread.run_sync(_worked, work, Visit(provide(), request, form), limiter=_limiter())
        except AgencyError as error:
            if isinstance(error, Forbidden):
                tell(provide(), request.scope, error.status, error.code)
            return page(request, "message.html", {"title": "This did not work"}, error=error)

    return answered


def _worked(work: Work, visit: Visit) -> Response:
    house.enter(visit.agency, visit.request)
    return work(visit)


@cache
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


