"""Mail, against a server that speaks SMTP: taken, refused, cut off, too slow, and never in the clear."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from agency_core.errors import Invalid
from agency_core.mail import Mail, MailRefused, MailUnreachable, server_of
from agency_core.services.report_letter import letter
from tests.services.mail_server import MailServer

SENDER = "Mill Media <reports@mill.example>"


@pytest.fixture
def serve(tmp_path):
    """Opens mail servers and closes them."""
    opened = []

    def open_one(security="smtp"):
        opened.append(MailServer(tmp_path, security))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def message():
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Hello", SENDER, "ann@example.org"
    made.set_content("A line.\n.\n..two dots\n")
    return made


def test_a_message_is_taken(serve):
    server = serve()
    Mail(server.url(), SENDER).send(message(), "ann@example.org")
    [(to, taken)] = server.messages
    words = taken.get_content().split()
    assert (to, taken["Subject"], words) == ("ann@example.org", "Hello", ["A", "line.", ".", "..two", "dots"])


@pytest.mark.parametrize("security", ["smtps", "smtp+starttls"])
def test_a_login_travels_over_tls_with_its_odd_characters(serve, security):
    server = serve(security)
    mail = Mail(server.url("us%40er:p%2Fa%3Ass"), SENDER, trust=str(server.certificate))
    mail.send(message(), "ann@example.org")
    assert (server.logins, len(server.messages)) == ([("us@er", "p/a:ss", True)], 1)


@pytest.mark.parametrize("security", ["smtps", "smtp+starttls"])
def test_a_certificate_of_nobody_ends_it_before_the_login(serve, security):
    server = serve(security)
    with pytest.raises(MailUnreachable) as caught:
        Mail(server.url("user:secret"), SENDER).send(message(), "ann@example.org")
    assert "certificate" in caught.value.message
    assert (server.logins, server.messages, caught.value.is_open) == ([], [], False)


def test_a_server_without_tls_gets_no_login_where_tls_is_asked_for(serve):
    server = serve()
    with pytest.raises(MailUnreachable):
        Mail(server.url("user:secret").replace("smtp://", "smtp+starttls://"), SENDER).send(message(), "ann@example.org")
    assert (server.logins, server.messages) == ([], [])


def test_a_refused_address_is_told_in_the_servers_words(serve):
    server = serve()
    server.refuses.add("ann@example.org")
    with pytest.raises(MailRefused) as caught:
        Mail(server.url(), SENDER).send(message(), "ann@example.org")
    assert caught.value.message == "The server refused the address: 550 no such mailbox"


def test_a_dripping_server_is_cut_at_the_deadline(serve):
    server = serve()
    server.drips = True
    began = time.monotonic()
    with pytest.raises(MailUnreachable):
        Mail(server.url(), SENDER, seconds=0.5).send(message(), "ann@example.org")
    server.drips = False
    assert time.monotonic() - began < 3


def test_a_line_that_breaks_after_the_text_leaves_it_open(serve):
    server = serve()
    server.drops = True
    with pytest.raises(MailUnreachable) as caught:
        Mail(server.url(), SENDER).send(message(), "ann@example.org")
    assert (caught.value.is_open, len(server.messages)) == (True, 1)


def test_nobody_listens():
    with pytest.raises(MailUnreachable) as caught:
        Mail("smtp://127.0.0.1:1", SENDER).send(message(), "ann@example.org")
    assert caught.value.is_open is False


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", ("mail.example", 25, "smtp", "", "")),
        ("smtps://u:p@mail.example", ("mail.example", 465, "smtps", "u", "p")),
        ("smtp+starttls://u@mail.example:2525/", ("mail.example", 2525, "smtp+starttls", "u", "")),
        ("smtp://u:p@127.0.0.1:25", ("127.0.0.1", 25, "smtp", "u", "p")),
    ],
)
def test_an_address_names_its_server(url, found):
    server = server_of(url)
    assert (server.host, server.port, server.security, server.user, server.password) == found


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example:25", "smtp://h:99999", "smtp://u:p@mail.example", "smtps://h/x"])
def test_an_address_of_no_server_is_refused(url):
    with pytest.raises(Invalid) as caught:
        server_of(url)
    assert "secret" not in caught.value.message
    assert Mail(url, SENDER).problem.startswith("AGENCY_SMTP_URL")


@pytest.mark.parametrize("sender", ["", "nobody", "a@b\nBcc: c@d.example"])
def test_a_sender_that_is_none_switches_mail_off(sender):
    mail = Mail("smtp://mail.example", sender)
    assert mail.problem.startswith("AGENCY_MAIL_FROM")
    with pytest.raises(MailRefused):
        mail.send(message(), "ann@example.org")


def test_no_password_stands_in_a_representation():
    assert "secret" not in repr(server_of("smtps://u:secret@mail.example"))


CONTENT = {
    "title": "Bread & Co: October 2026", "first": "2026-10-01", "kind": "monthly",
    "brand": {"name": "Mill <b>Media", "colour": "#1f4e79", "footer": ""},
    "prose": {"summary": ["Ten posts <script>."], "changes": ["More."]},
}


def test_a_letter_brings_summary_and_pdf(tmp_path, clock):
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1")
    (tmp_path / "report.html").write_text("page")
    made = letter(SENDER, "ann@example.org", "r1", CONTENT, tmp_path, clock)
    assert (made["Subject"], made["To"], made["Date"]) == (CONTENT["title"], "ann@example.org", "Mon, 23 Nov 2026 09:00:00 +0000")
    assert made.get_body(("plain",)).get_content().startswith("Bread & Co: October 2026\n\nTen posts <script>.\n\nMore.")
    html = made.get_body(("html",)).get_content()
    assert ("Ten posts &lt;script&gt;." in html, "<script" in html, "Mill &lt;b&gt;Media" in html) == (True, False, True)
    [file] = made.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "report-2026-10-01-monthly.pdf", "application/pdf", b"%PDF-1",
    )


def test_a_letter_without_a_pdf_brings_the_page(tmp_path, clock):
    (tmp_path / "report.html").write_text("page")
    [file] = letter(SENDER, "ann@example.org", "r1", CONTENT, tmp_path, clock).iter_attachments()
    assert file.get_filename() == "report-2026-10-01-monthly.html"


def test_a_title_cannot_add_a_header(tmp_path, clock):
    evil = {**CONTENT, "title": "Hello\r\nBcc: eve@example.org\r\n\r\nBody"}
    made = letter(SENDER, "ann@example.org", "r1", evil, tmp_path, clock)
    assert (made["Bcc"], made["Subject"]) == (None, "Hello Bcc: eve@example.org Body")
    assert b"\r\nBcc:" not in made.as_bytes().partition(b"\r\n\r\n")[0]


def test_the_same_report_for_the_same_address_is_the_same_message(tmp_path, clock):
    marks = [letter(SENDER, to, report, CONTENT, tmp_path, clock)["Message-ID"]
             for to, report in (("a@b.example", "1"), ("A@b.example", "1"), ("a@b.example", "2"))]  # fmt: skip
    assert (marks[0] == marks[1], marks[0] == marks[2], marks[0].endswith("@mill.example>")) == (True, False, True)
