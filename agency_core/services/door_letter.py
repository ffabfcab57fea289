"""Letters about the door: an invitation, a new password. Short, in text alone, and with nothing but the link in them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from agency_core.domain.clock import Clock


def door_letter(sender: str, to: str, subject: str, lines: tuple[str, ...], clock: Clock) -> EmailMessage:
    """A letter of a few paragraphs."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid("door", domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(lines) + "\n")
    return message
