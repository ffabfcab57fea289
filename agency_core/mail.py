"""Mail: one message to one address through the server that the settings name, within a deadline for all of it."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from agency_core.domain.report_plan import checked_addresses
from agency_core.errors import AgencyError, Invalid

SECONDS = 60.0
CONNECT_SECONDS = 15.0
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_FROM = "AGENCY_MAIL_FROM"
_HERE = {"localhost", "127.0.0.1", "::1"}
OFF = "Mail is off: AGENCY_SMTP_URL is not set. Reports are made and kept; nobody is sent anything."


class MailRefused(AgencyError):
    """The mail server did not take the message."""

    code = "mail_refused"
    status = 502
    is_final = False
    """Whether the server would say the same again: an answer of the kind 5xx."""


class MailUnreachable(MailRefused):
    """The mail server was not reached, or broke off."""

    code = "mail_unreachable"
    is_open = False
    """Whether the message may have been taken all the same."""


@dataclass(frozen=True)
class Server:
    """A mail server: `security` is the scheme of its address."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


class Mail:
    """Sends; `problem` says why it cannot, and is empty when it can."""

    def __init__(self, url: str, sender: str, *, seconds: float = SECONDS, trust: str = "") -> None:
        """Use the server at `url` in the name of `sender`.

        Args:
            url: `smtps://user:password@host:465` and the like; empty: mail is off.
            sender: `name@example.com`, or `Agency <name@example.com>`.
            seconds: the deadline of one message.
            trust: a file of certificates to trust beside those of the system.
        """
        self.problem = "" if url else OFF
        self._seconds, self._trust = seconds, trust
        if url:
            try:
                self._server, self.sender = server_of(url), _sender(sender)
            except Invalid as error:
                self.problem = f"{error.message} {error.remedy}"

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand a message for `to` over; returns once the server has taken it.

        Raises:
            MailRefused: it did not.
            MailUnreachable: it was not reached, or broke off, or the deadline passed.
        """
        if self.problem:
            raise MailRefused(self.problem)
        began = False
        try:
            with self._connected() as line:
                began = True
                line.send_message(message, from_addr=parseaddr(self.sender)[1], to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(f"The server refused the address: {code} {_words(said)}", code) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(f"The server answered {error.smtp_code}: {_words(error.smtp_error)}", error.smtp_code) from error
        except ssl.SSLCertVerificationError as error:
            raise MailUnreachable(f"The certificate of {self._server.host} is not valid: {error.verify_message}.") from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            reason = _words(str(error)) or type(error).__name__
            lost = MailUnreachable(f"The mail server was not reached, or broke off: {reason}.")
            lost.is_open = began
            raise lost from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A line to the server, logged in; cut when the deadline is over, however slowly the server drips."""
        server, context = self._server, ssl.create_default_context()
        if self._trust:
            context.load_verify_locations(self._trust)
        line = _Line(server, context if server.security == "smtps" else None)
        late = threading.Timer(self._seconds, line.cut)
        late.start()
        try:
            line.connect(server.host, server.port)
            if server.security == "smtp+starttls":
                line.starttls(context=context)
            if server.user:
                line.login(server.user, server.password)
            yield line
            with suppress(smtplib.SMTPException, OSError):  # the message is taken; how the line ends does not matter
                line.quit()
        finally:
            late.cancel()
            line.close()


class _Line(smtplib.SMTP):
    """SMTP whose connection can be cut from outside from the first moment on, and that speaks TLS at once if it shall."""

    def __init__(self, server: Server, context: ssl.SSLContext | None) -> None:
        super().__init__(timeout=CONNECT_SECONDS)
        self._host = server.host  # what starttls checks the certificate against
        self._context = context
        self._plug: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plug = socket.create_connection((host, port), timeout)
        self._plug = plug
        if self._context:
            self._plug = plug = self._context.wrap_socket(plug, server_hostname=host)
        return plug

    def cut(self) -> None:
        """End the connection now."""
        for plug in (self.sock, self._plug):
            if plug is not None:
                with suppress(OSError):  # it is closed already
                    plug.shutdown(socket.SHUT_RDWR)


def server_of(url: str) -> Server:
    """The server that an address names.

    Raises:
        Invalid: it names none, or would send the password in the clear.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query:
        raise Invalid(
            "AGENCY_SMTP_URL is no address of a mail server.", field="AGENCY_SMTP_URL",
            remedy="Write smtps://user:password@host:465, smtp+starttls://user:password@host:587 or smtp://host:25.",
        )
    if parts.scheme == "smtp" and parts.username and host not in _HERE:
        raise Invalid(
            "AGENCY_SMTP_URL would send the password in the clear.", field="AGENCY_SMTP_URL",
            remedy="Use smtps:// or smtp+starttls://.",
        )
    return Server(host, port, parts.scheme, unquote(parts.username or ""), unquote(parts.password or ""))


def _refused(said: str, code: int) -> MailRefused:
    refused = MailRefused(said)
    refused.is_final = 500 <= code < 600
    return refused


def _sender(text: str) -> str:
    name, address = parseaddr(text)
    if not address:
        raise Invalid("AGENCY_MAIL_FROM is not set.", field=_FROM, remedy="Set it to the address that mail comes from.")
    try:
        (checked,) = checked_addresses([address])
    except Invalid as error:
        raise Invalid("AGENCY_MAIL_FROM is no mail address.", field=_FROM, remedy="Write name@example.com.") from error
    return formataddr((" ".join(name.split()), checked))


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:300]
