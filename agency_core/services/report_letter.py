"""The letter that brings a report: its summary as text and HTML, and the PDF (or the page) attached."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path
from typing import Any

from agency_core.analytics.report_child import HTML, PDF
from agency_core.domain.clock import Clock
from agency_core.security import kept_files

_ATTACHED = ((PDF, ("application", "pdf")), (HTML, ("text", "html")))
MOST_BYTES = 15_000_000
"""Larger files are left out: most servers take no more."""


def letter(sender: str, to: str, report_id: str, content: Mapping[str, Any], folder: Path, clock: Clock) -> EmailMessage:
    """The message for one recipient; the same report for the same address has the same Message-ID whenever it is written."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(content["title"])
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(clock.now())
    mark = hashlib.sha256(f"{report_id} {to.lower()}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<report-{mark}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    said = [*content["prose"]["summary"], *content["prose"]["changes"]]
    file = next((each for each in _ATTACHED if _fits(folder / each[0])), None)
    said.append("The whole report is attached." if file else "The whole report is too large for a mail: ask for it.")
    brand = content["brand"]
    message.set_content("\n\n".join([content["title"], *said, brand["name"], brand["footer"]]).rstrip() + "\n")
    message.add_alternative(_html(content["title"], said, brand), subtype="html")
    if file:
        name, (kind, sort) = file
        data = kept_files.read(folder / name)
        message.add_attachment(data, maintype=kind, subtype=sort, filename=f"{_file_name(content)}{Path(name).suffix}")
    return message


def _html(title: str, said: list[str], brand: Mapping[str, str]) -> str:
    paragraphs = "".join(f'<p style="margin:0 0 10px">{escape(each)}</p>' for each in said)
    return (
        '<!DOCTYPE html><html lang="en"><body style="margin:0;font:15px/1.5 Arial,sans-serif;color:#1f2733">'
        f'<div style="background:{brand["colour"]};color:#ffffff;padding:18px 22px;font-size:19px">{escape(title)}</div>'
        f'<div style="padding:20px 22px">{paragraphs}'
        f'<p style="color:#5b6472;font-size:13px">{escape(brand["name"])}<br>{escape(brand["footer"])}</p></div></body></html>'
    )


def _fits(file: Path) -> bool:
    return file.is_file() and kept_files.size_of(file) <= MOST_BYTES


def _line(text: str) -> str:
    """One line: whatever ends a line in a header is gone."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _file_name(content: Mapping[str, Any]) -> str:
    return f"report-{content['first']}-{content['kind']}"
