"""Notifications by mail, against a server that speaks SMTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agency_core.errors import Invalid
from agency_core.mail import Mail
from agency_core.notifiers import NOTIFIERS
from agency_core.notifiers.base import NotTaken
from tests.notifiers.conftest import NASTY
from tests.services.mail_server import MailServer

EMAIL = NOTIFIERS["email"]
TO = {"to": "ann@example.org, bob@example.org"}


@pytest.fixture
def server(tmp_path):
    made = MailServer(tmp_path)
    yield made
    made.close()


@pytest.fixture
def by_mail(ways, server):
    return replace(ways, mail=Mail(server.url(), "Agency <desk@example.org>", seconds=5))


def test_everybody_gets_a_mail_in_text_and_as_a_page(server, by_mail, letter, told):
    assert EMAIL.send(letter(told(summary=NASTY)), TO, by_mail) == "The mail server took it for ann@example.org, bob@example.org."
    assert [to for to, _ in server.messages] == ["ann@example.org", "bob@example.org"]
    mail = server.messages[0][1]
    assert (mail["subject"], mail["to"], mail["message-id"]) == ("🔴 LinkedIn fails", "ann@example.org", "<n1@agency.invalid>")
    text, page = (part.get_content() for part in mail.iter_parts())
    assert text.splitlines()[2].startswith("🔴 <!channel> @everyone")
    assert "&lt;b&gt;*now*&lt;/b&gt;" in page
    assert '<a href="https://desk.example/deliveries?state=failed&amp;x=1">Open</a>' in page


def test_one_address_of_two_that_is_refused_is_told(server, by_mail, letter):
    server.refuses = {"ann@example.org"}
    said = EMAIL.send(letter(), TO, by_mail)
    assert said.startswith("Taken for 1 of 2; ann@example.org: The server refused the address: 550")
    server.refuses = {"ann@example.org", "bob@example.org"}
    with pytest.raises(NotTaken) as caught:
        EMAIL.send(letter(), TO, by_mail)
    assert caught.value.is_final


def test_a_server_that_is_not_there_is_tried_again(ways, letter):
    with pytest.raises(NotTaken) as caught:
        EMAIL.send(letter(), TO, replace(ways, mail=Mail("smtp://127.0.0.1:1", "desk@example.org")))
    assert not caught.value.is_final


def test_without_a_mail_server_it_says_what_to_set(ways, letter):
    with pytest.raises(NotTaken, match="off") as caught:
        EMAIL.send(letter(), TO, ways)
    assert (caught.value.is_final, "AGENCY_SMTP_URL" in caught.value.remedy) == (True, True)


ELEVEN = ",".join(f"a{n}@example.org" for n in range(11))


@pytest.mark.parametrize("to", ["", "ann", "ann@example.org\nBcc: eve@example.org x", ELEVEN])
def test_what_is_no_list_of_addresses_is_refused(to):
    with pytest.raises(Invalid) as caught:
        EMAIL.check({"to": to}, frozenset())
    assert caught.value.field == "to"
