"""A mail server on this machine that speaks SMTP, also over TLS, and keeps what it is given."""

from __future__ import annotations

import base64
import datetime as dt
import socketserver
import ssl
import threading
import time
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailServer:
    """Listens until it is closed.

    Attributes:
        messages: (recipient, message) of what was taken.
        logins: (user, password, over TLS).
        refuses: recipients that it does not take.
        drips: send the greeting one byte in each 0.1 s, for ever.
        drops: end the connection after the text of a message, without an answer.
    """

    def __init__(self, folder: Path, security: str = "smtp") -> None:
        self.security = security
        self.messages, self.logins, self.refuses = [], [], set()
        self.drips = self.drops = False
        self.certificate = folder / "certificate.pem"
        _certify(self.certificate)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate)
        mail = self

        class Conversation(socketserver.BaseRequestHandler):
            def handle(self):
                talk = _Conversation(mail, self.request)
                try:
                    talk.run()
                except (OSError, ValueError):  # the other side has gone
                    pass
                finally:
                    talk.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Conversation)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, login: str = "") -> str:
        return f"{self.security}://{login}{'@' if login else ''}127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Conversation:
    def __init__(self, mail: MailServer, line) -> None:
        self.mail, self.line, self.safe, self.to, self.file = mail, line, False, "", None

    def close(self) -> None:
        if self.file:
            self.file.close()
        self.line.close()

    def _secure(self) -> None:
        if self.file:
            self.file.close()
        self.line = self.mail.context.wrap_socket(self.line, server_side=True)
        self.safe, self.file = True, self.line.makefile("rb")

    def say(self, text: str) -> None:
        self.line.sendall(text.encode() + b"\r\n")

    def run(self) -> None:
        self.file = self.line.makefile("rb")
        if self.mail.security == "smtps":
            self._secure()
        while self.mail.drips:
            self.line.sendall(b"2")
            time.sleep(0.1)
        self.say("220 mail.test")
        while line := self.file.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"on_{word.lower()}", self.unknown)(rest):
                return

    def unknown(self, _rest):
        self.say("500 what?")
        return True

    def on_ehlo(self, _rest):
        more = ["STARTTLS"] if self.mail.security == "smtp+starttls" and not self.safe else []
        names = ["mail.test", *more, "AUTH PLAIN"]
        for name in names[:-1]:
            self.say(f"250-{name}")
        self.say(f"250 {names[-1]}")
        return True

    def on_starttls(self, _rest):
        self.say("220 go")
        self._secure()
        return True

    def on_auth(self, rest):
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.mail.logins.append((user, password, self.safe))
        self.say("235 welcome")
        return True

    def on_mail(self, _rest):
        self.say("250 ok")
        return True

    def on_rcpt(self, rest):
        self.to = rest.partition("<")[2].partition(">")[0]
        self.say("550 no such mailbox" if self.to in self.mail.refuses else "250 ok")
        return True

    def on_rset(self, _rest):
        self.say("250 ok")
        return True

    def on_data(self, _rest):
        self.say("354 go on")
        lines = []
        while (line := self.file.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.mail.messages.append((self.to, message_from_bytes(b"".join(lines), policy=policy.default)))
        if self.mail.drops:
            return False
        self.say("250 taken")
        return True

    def on_quit(self, _rest):
        self.say("221 bye")
        return False


def _certify(target: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    target.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
