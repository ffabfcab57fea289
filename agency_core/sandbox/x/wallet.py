"""What calls cost. X takes money for each post and each post read; an empty wallet stops everything."""

from __future__ import annotations

from sqlalchemy import Connection

from agency_core.domain.platform import Platform
from agency_core.domain.weighted_text import addresses, composed
from agency_core.sandbox.exchange import Desk
from agency_core.sandbox.meters import Window, spend
from agency_core.sandbox.x.guard import problem

_POST, _POST_WITH_LINK, _READ = 15, 200, 1
_FOR_EVER = 1e12


def pay_for_post(desk: Desk, tx: Connection, user: str, text: str) -> None:
    """Take the price of a post: 1.5 cents, 20 with a web address in it.

    Raises:
        Refusal: 402, there is not enough left.
    """
    _pay(desk, tx, user, _POST_WITH_LINK if addresses(composed(text)) else _POST)


def pay_for_reading(desk: Desk, tx: Connection, user: str, posts: int) -> None:
    """Take the price of posts of one's own that are read, a tenth of a cent each.

    Raises:
        Refusal: 402, there is not enough left.
    """
    if posts:
        _pay(desk, tx, user, _READ * posts)


def _pay(desk: Desk, tx: Connection, user: str, mills: int) -> None:
    window = Window("wallet", desk.manner.wallet_mills, _FOR_EVER)
    if spend(tx, Platform.X, user, window, desk.now(), mills).over:
        detail = f"Your enrolled account [{user}] does not have any credits to fulfill this request."
        raise problem(402, "CreditsDepleted", detail, "https://api.twitter.com/2/problems/credits")
