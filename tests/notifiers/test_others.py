"""Any other service, by its Apprise address: told from behind the fence, which lets nothing into our own network or files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from agency_core.errors import Invalid
from agency_core.notifiers import NOTIFIERS
from agency_core.notifiers.base import NotTaken
from tests.house.tree import ROOT
from tests.notifiers.receiver import Reply

OTHERS = NOTIFIERS["apprise"]


def address(receiver):
    return {"url": f"json://{receiver.host}/a-secret-path"}


def test_another_service_is_told(receiver, ways, letter):
    assert OTHERS.check(address(receiver), ways.allowed) == address(receiver)
    assert OTHERS.send(letter(), address(receiver), ways) == "JSON took it."
    sent = receiver.requests[0].json
    assert (receiver.requests[0].path, sent["title"], sent["type"]) == ("/a-secret-path", "🔴 LinkedIn fails", "failure")
    assert sent["message"].startswith("It began.\n\n🔴 LinkedIn fails (1).")


def test_the_fence_lets_nobody_into_the_own_network(receiver, ways, letter):
    by_name = {"url": address(receiver)["url"].replace("127.0.0.1", "localhost")}
    with pytest.raises(NotTaken, match=r"^127\.0\.0\.1 lies in a private network") as caught:
        OTHERS.send(letter(), by_name, replace(ways, allowed=frozenset()))
    assert (caught.value.is_final, receiver.requests) == (True, [])
    assert "AGENCY_NOTIFY_HOSTS" in caught.value.remedy


def test_a_redirect_is_not_followed_and_a_no_is_tried_again(receiver, ways, letter):
    receiver.replies = [Reply(302, "", {"Location": f"{receiver.url}/elsewhere"})]
    with pytest.raises(NotTaken) as caught:
        OTHERS.send(letter(), address(receiver), ways)
    assert (caught.value.is_final, len(receiver.requests)) == (False, 1)


@pytest.mark.parametrize("url", ["nothing", "nosuch://host", "syslog://local"])
def test_an_address_of_no_service_is_refused(url):
    with pytest.raises(Invalid) as caught:
        OTHERS.check({"url": url}, frozenset())
    assert caught.value.field == "url"


BREAKOUTS = """
import os, socket, subprocess
def tried(act):
    try:
        act()
    except PermissionError:
        return "refused"
    except OSError as error:
        return type(error).__name__
    return "done"
from agency_core.notifiers.fence import Fence
fence = Fence(["127.0.0.1:9"])
fence.close()
raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(
    tried(lambda: socket.create_connection(("127.0.0.1", 10))), tried(lambda: socket.socket().connect(("localhost", 10))),
    tried(lambda: socket.socket().connect(("169.254.169.254", 80))), tried(lambda: raw.sendto(b"x", ("10.0.0.1", 53))),
    tried(lambda: socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", 10))),
    tried(lambda: socket.create_connection(("127.0.0.1", 9))),
    tried(lambda: subprocess.run(["true"])), tried(lambda: os.system("true")),
    tried(lambda: open("/etc/passwd")), tried(lambda: open("made.txt", "w")), tried(lambda: open(os.__file__)),
)
"""


def test_nothing_gets_around_the_fence():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", BREAKOUTS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [*["refused"] * 5, "ConnectionRefusedError", *["refused"] * 4, "done"]
