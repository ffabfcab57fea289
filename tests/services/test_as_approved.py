"""What is sent is what was approved: the two hashes stand side by side, and anything else is refused before the network."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from agency_core.domain.audit import AuditFilter
from agency_core.domain.content import ContentChanges, ContentStatus, ContentType, FollowUpText, MediaItem, content_hash
from agency_core.domain.delivery import NOT_AS_APPROVED, DeliveryFilter, DeliveryState
from agency_core.domain.platform import FollowUp
from agency_core.models import ContentRow, DeliveryRow, MediaRow
from agency_core.services.as_approved import WHY
from agency_core.services.put_aside import Aside, put_aside
from tests.fakes import only_delivery

HOUR = timedelta(hours=1)
OTHER = "Buy coins."
ELSEWHERE = "https://pictures.example/b.jpg"


@pytest.fixture
def rewritten(desk):
    """Changes the stored words behind everybody's back."""

    def change(content):
        with desk.db.transaction() as session:
            session.execute(update(ContentRow).where(ContentRow.id == content.id).values(content_body=OTHER))

    return change


def entries(desk, owner, action):
    return [each.said for each in desk.door.audit.list(owner, AuditFilter(action=action)).items]


def all_of(desk, owner, content):
    return desk.deliver.list(owner, filter=DeliveryFilter(content_id=content.id)).items


def test_a_delivery_says_what_was_approved_and_what_was_sent(desk, owner, scheduled, clock):
    made = scheduled(HOUR)
    waiting = only_delivery(desk, owner, made)
    assert (waiting.approved, waiting.sent) == (made.approvable_hash, "")
    clock.move(HOUR)
    desk.publish.drain()
    out = only_delivery(desk, owner, made)
    assert (out.state, out.approved, out.sent) == ("delivered", made.approvable_hash, made.approvable_hash)
    (said,) = entries(desk, owner, "delivery.delivered")
    assert (said["approved"], said["sent"], said["url"]) == (made.approvable_hash, made.approvable_hash, out.url)


def test_other_words_are_refused_before_the_network_is_asked(desk, owner, network, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    rewritten(made)
    clock.move(HOUR)
    desk.publish.drain()
    failed = only_delivery(desk, owner, made)
    assert (network.calls, failed.state, failed.failure, failed.why) == ([], "failed", NOT_AS_APPROVED, WHY)
    assert (failed.sent, desk.draft.get(owner, made.id).status) == ("", "in_review")
    (said,) = entries(desk, owner, "delivery.refused")
    assert (said["approved"], said["found"]) == (made.approvable_hash, desk.draft.get(owner, made.id).approvable_hash)
    assert entries(desk, owner, "delivery.delivered") == []


def test_what_is_approved_anew_goes_out_after_all(desk, owner, network, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    rewritten(made)
    clock.move(HOUR)
    desk.publish.drain()
    desk.review.approve(owner, made.id)
    desk.schedule.publish_now(owner, made.id)
    desk.publish.drain()
    out = only_delivery(desk, owner, made)
    assert (out.state, out.sent) == ("delivered", desk.draft.get(owner, made.id).approvable_hash)
    assert [said for _, said in network.posts.values()] == [OTHER]


def test_content_of_which_a_part_is_out_is_partly_published(desk, owner, network, scheduled, clock, rewritten):
    network.follow_up = FollowUp.THREAD
    made = scheduled(HOUR, follow_ups=(FollowUpText("And more."),))
    clock.move(HOUR)
    desk.publish.send(next(each.id for each in all_of(desk, owner, made) if not each.part))
    rewritten(made)
    desk.publish.drain()
    assert {each.part: (each.state, each.failure) for each in all_of(desk, owner, made)} == {
        0: ("delivered", ""), 1: ("failed", NOT_AS_APPROVED),
    }
    assert desk.draft.get(owner, made.id).status == ContentStatus.PARTLY_PUBLISHED


@pytest.fixture
def pictured(desk, owner, draft, clock):
    """Scheduled content that shows a picture of the library."""
    view = desk.library.add(owner, desk.clients.own(owner).id, name="navy.png", chunks=iter([picture("navy")]), alt_text="Navy")
    made = draft(
        content_type=ContentType.IMAGE_POST, media=(MediaItem(view.url, "Navy"), MediaItem(ELSEWHERE)),
        scheduled_time=clock.now() + HOUR, target_platforms=("instagram",),
    )
    return desk.review.approve(owner, made.id)


def picture(colour):
    file = BytesIO()
    Image.new("RGB", (640, 640), colour).save(file, "PNG")
    return file.getvalue()


def test_an_approval_covers_what_a_file_of_the_library_holds(desk, owner, pictured, clock, pictures):
    assert [each.sha256 for each in pictured.media] == [hashlib.sha256(picture("navy")).hexdigest(), ""]
    bare = replace(pictured, media=tuple(replace(each, sha256="") for each in pictured.media))
    assert content_hash(pictured) != content_hash(bare)
    with desk.db.transaction() as session:
        session.execute(update(MediaRow).values(sha256=hashlib.sha256(picture("red")).hexdigest()))
    clock.move(HOUR)
    desk.publish.drain()
    assert (pictures.calls, only_delivery(desk, owner, pictured).failure) == ([], NOT_AS_APPROVED)
    assert [each["files"] for each in entries(desk, owner, "delivery.refused")] == ["other"]


def test_a_file_that_was_exchanged_beside_the_product_is_not_sent(desk, owner, pictured, clock, pictures):
    [file] = [each for each in (desk.settings.data / "media").glob("*.png") if not each.name.startswith("thumb")]
    file.write_bytes(picture("red"))
    clock.move(HOUR)
    desk.publish.drain()
    failed = only_delivery(desk, owner, pictured)
    assert (pictures.calls, failed.state, failed.failure) == ([], "failed", "media_rejected")
    assert "its file was exchanged" in failed.why


def test_an_edit_of_something_else_keeps_what_files_were_given(desk, owner, pictured):
    same = tuple(MediaItem(each.url, each.alt_text) for each in pictured.media)
    kept = desk.draft.update(owner, pictured.id, changes=ContentChanges(media=same))
    assert (kept.status, kept.approvable_hash) == ("scheduled", pictured.approvable_hash)
    described = tuple(replace(each, alt_text="Blue", sha256="") for each in same)
    edited = desk.draft.update(owner, pictured.id, changes=ContentChanges(media=described))
    assert (edited.status, [each.sha256 for each in edited.media]) == ("draft", [each.sha256 for each in pictured.media])


def test_what_somebody_else_took_meanwhile_is_left_alone(desk, owner, scheduled, clock, rewritten):
    made = scheduled(HOUR)
    row = only_delivery(desk, owner, made)
    with desk.db.transaction() as session:
        session.execute(update(DeliveryRow).values(state=DeliveryState.SENDING, fence=7))
    put_aside(desk.db, clock, Aside(row.id, 6))
    assert only_delivery(desk, owner, made).state == "sending"
    put_aside(desk.db, clock, Aside(row.id, 7))
    assert only_delivery(desk, owner, made).state == "failed"
