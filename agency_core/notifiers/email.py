"""E-mail, through the mail server of the settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import EmailMessage
from html import escape

from agency_core.domain.report_plan import checked_addresses
from agency_core.errors import Invalid
from agency_core.mail import MailRefused, MailUnreachable
from agency_core.notifiers.base import Field, NotTaken, Ways
from agency_core.notifiers.letter import PLAIN, Letter, Markup, body

MOST_ADDRESSES = 10
_LIMIT = 100_000
_HTML = Markup(
    escape=escape, strong=lambda text: f"<b>{text}</b>", link=lambda label, url: f'<a href="{escape(url)}">{label}</a>'
)


class _Email:
    name = "email"
    label = "E-mail"
    about = "A mail to one or more addresses, through the mail server that AGENCY_SMTP_URL names."
    fields = (Field("to", "To", "Addresses, separated by commas; at most ten.", example="oncall@example.com"),)

    def check(self, values: Mapping[str, str], allowed: frozenset[str]) -> dict[str, str]:  # noqa: ARG002 - has no web address
        named = [each for each in re.split(r"[\s,;]+", values.get("to", "")) if each]
        try:
            addresses = checked_addresses(named)
        except Invalid as error:
            raise Invalid(error.message, field="to", remedy=error.remedy) from error
        if not 1 <= len(addresses) <= MOST_ADDRESSES:
            raise Invalid(f"{len(addresses)} addresses.", field="to", remedy=f"Enter 1 to {MOST_ADDRESSES}.")
        return {"to": ", ".join(addresses)}

    def target(self, values: Mapping[str, str]) -> str:
        return values["to"]

    def send(self, letter: Letter, values: Mapping[str, str], ways: Ways) -> str:
        if ways.mail.problem:
            remedy = "Set AGENCY_SMTP_URL and AGENCY_MAIL_FROM, and start again."
            raise NotTaken("Mail is off or not set up rightly.", remedy=remedy, is_final=True)
        refused = []
        addresses = values["to"].split(", ")
        for address in addresses:
            try:
                ways.mail.send(mail_of(letter, ways.mail.sender, address), address)
            except MailUnreachable as error:
                raise NotTaken(error.message, remedy="It is tried again, so it may come twice.") from error
            except MailRefused as error:
                refused.append((address, error))
        return _outcome(addresses, refused)


def _outcome(addresses: list[str], refused: list[tuple[str, MailRefused]]) -> str:
    if not refused:
        return f"The mail server took it for {', '.join(addresses)}."
    told = "; ".join(f"{address}: {error.message}" for address, error in refused)
    if len(refused) == len(addresses):
        raise NotTaken(told, remedy="Check the address.", is_final=all(error.is_final for _, error in refused))
    return f"Taken for {len(addresses) - len(refused)} of {len(addresses)}; {told}"


def mail_of(letter: Letter, sender: str, to: str) -> EmailMessage:
    """The letter as a mail, in plain text and as a page; the same letter has the same Message-ID."""
    mail = EmailMessage()
    mail["Subject"] = letter.headline
    mail["From"], mail["To"] = sender, to
    mail["Date"] = letter.at
    mail["Message-ID"] = f"<{letter.id}@agency.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{body(letter, PLAIN, _LIMIT)}\n\n{letter.link}\n")
    page = body(letter, _HTML, _LIMIT).replace("\n", "<br>\n")
    mail.add_alternative(f"<p>{page}</p>\n<p>{_HTML.link('All alerts', letter.link)}</p>\n", subtype="html")
    return mail


NOTIFIER = _Email()
