"""Every error that the product raises on purpose. A door maps `code` to its own language, once."""

from __future__ import annotations

from collections.abc import Sequence


class AgencyError(Exception):
    """Something went wrong."""

    code = "agency_error"
    status = 500
    asked: object = None
    """Where a service refused it: who asked for what (`domain.audit.Asked`), for the audit trail."""

    def __init__(self, message: str = "", *, field: str = "", remedy: str = "") -> None:
        """Say what happened, which field caused it and what the reader can do.

        Args:
            message: one sentence for the reader; the class docstring when empty.
            field: the name of the offending input field, as the API spells it.
            remedy: what to do about it.
        """
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.field = field
        self.remedy = remedy
        super().__init__(self.message)


class Invalid(AgencyError):
    """The input breaks a rule."""

    code = "invalid"
    status = 422


class InvalidRows(Invalid):
    """Rows of the input break a rule."""

    def __init__(self, message: str, errors: Sequence[tuple[str, str, str]]) -> None:
        """Say what happened, and of every row at fault (field, rule, remedy)."""
        self.errors = tuple(errors)
        super().__init__(message, field=self.errors[0][0], remedy=self.errors[0][2])


class TooLarge(Invalid):
    """The body is too large."""

    code = "too_large"
    status = 413


class NotFound(AgencyError):
    """There is no such thing, or it belongs to another client."""

    code = "not_found"
    status = 404


class Conflict(AgencyError):
    """The thing is not in a state that allows this."""

    code = "conflict"
    status = 409


class Stale(Conflict):
    """Somebody else changed this since you read it."""

    code = "stale"


class Exists(Conflict):
    """A thing with this name exists already."""

    code = "exists"


class Forbidden(AgencyError):
    """You may not do this."""

    code = "forbidden"
    status = 403


class SignInNeeded(AgencyError):
    """Nobody known is asking: sign in, or send a token that holds."""

    code = "sign_in_needed"
    status = 401


class Busy(AgencyError):
    """The database is busy; nothing was written. Try again in a moment."""

    code = "busy"
    status = 503


class StorageFailed(AgencyError):
    """The database cannot be read or written; nothing was written."""

    code = "storage_failed"
    status = 503


class Damaged(StorageFailed):
    """The database is damaged."""


class SetupProblem(AgencyError):
    """The installation cannot start."""

    code = "setup_problem"
    status = 503
