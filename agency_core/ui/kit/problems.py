"""Errors in the words of the person: what failed, which field, what to do; an id for what nobody foresaw."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from agency_core.errors import AgencyError
from agency_core.observe import correlation
from agency_core.ui import context
from agency_core.ui.kit.text import plain, words

log = logging.getLogger(__name__)
_FLASH = "flash"


def show_problem(error: AgencyError) -> None:
    """Show one foreseen error: its sentence, its field and its remedy."""
    field = f" :gray[({plain(words(error.field))})]" if error.field else ""
    remedy = f"  \n{plain(error.remedy)}" if error.remedy else ""
    st.error(f"{plain(error.message)}{field}{remedy}", icon=":material/error:")


@contextmanager
def problems(what: str = "") -> Iterator[None]:
    """Turn errors inside the block into a message on the page; the rest of the page goes on.

    Args:
        what: what the block shows or does, in words, for the message about an unforeseen error.
    """
    try:
        yield
    except AgencyError as error:
        show_problem(error)
        context.agency().door.audit.turned_away(error)
    except Exception:
        number = secrets.token_hex(4)
        log.exception("error %s on a page: %s", number, what or "an action")
        st.error(
            f"{plain(what) or 'This'} failed in a way we did not foresee. The rest of the page works. Try again; if it stays, "
            f"look for error {number} in the log.", icon=":material/error:",
        )


def attempt(action: Callable[[], object], done: str = "") -> bool:
    """Run one use case: True and a message kept for the next run when it worked, the error on the page when not."""
    worked = False
    with problems("The action"), correlation.bound(correlation.fresh("ui")):
        action()
        worked = True
    if worked and done:
        flash(done)
    return worked


def act(action: Callable[[], object], done: str = "", *, closes: str = "") -> None:
    """Run one use case and, when it worked, run the page again, which then shows `done`.

    Args:
        action: the use case.
        done: what to say when it worked.
        closes: the query parameter that holds the drawer open from which this was done.
    """
    if attempt(action, done):
        if closes and closes in st.query_params:
            del st.query_params[closes]
        st.rerun()


def later(action: Callable[[], object], done: str = "") -> None:
    """Run one use case from a widget's callback, and keep what came of it for `show_flash` in the run that follows."""
    try:
        with correlation.bound(correlation.fresh("ui")):
            action()
    except AgencyError as error:
        context.agency().door.audit.turned_away(error)
        st.session_state[_FLASH] = error
    else:
        flash(done)


def flash(message: str) -> None:
    """Keep a message for the next run of a page, which shows it once as a toast."""
    st.session_state[_FLASH] = message


def show_flash() -> None:
    """Show once what was kept: a message as a toast, an error as an error."""
    kept = st.session_state.pop(_FLASH, "")
    if isinstance(kept, AgencyError):
        show_problem(kept)
    elif kept:
        st.toast(plain(kept), icon=":material/check_circle:")
