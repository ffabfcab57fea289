"""What is sent of a picture: whole where it fits, made to fit where not, without what the camera wrote into it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from agency_core.domain.media import Facts
from agency_core.domain.platform import FileLimits, MediaSort
from agency_core.domain.publishing import Media, Shaped
from agency_core.errors import Invalid
from agency_core.media import child
from agency_core.media.fit import LONGEST_SIDE, plan
from agency_core.media.look import looked_at
from agency_core.platforms import CONNECTORS
from tests.media.samples import animation, document, picture, video

ANY = FileLimits(frozenset({"image/jpeg", "image/png", "image/gif"}), 20_000_000)
JPEG = FileLimits(frozenset({"image/jpeg"}), 8_000_000, aspect=(4 / 5, 1.91))


@pytest.fixture
def fitted(tmp_path):
    """Makes what was planned of a file; the plan, the facts of the copy and its bytes."""

    def make(data, limits):
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(data)
        found = looked_at(source, None)
        facts = Facts(found["mime"], len(data), found.get("width", 0), found.get("height", 0), sha256="a" * 64)
        planned = plan(facts, limits)
        if not planned.name:
            return planned, None, data
        made = child.fit(source, target, planned, limits.most_bytes)
        return planned, made, target.read_bytes()

    return make


def pixels(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.size, image.format, image.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_fits_keeps_every_pixel_and_loses_what_the_camera_wrote(fitted, kind):
    data = picture(kind=kind, placed=True, noise=True)
    assert b"SECRETCAMERA" in data
    planned, made, sent = fitted(data, ANY)
    assert (planned.changed, planned.is_redrawn, made["bytes"]) == ((), False, len(sent))
    assert b"SECRETCAMERA" not in sent
    assert pixels(sent) == pixels(data)
    with Image.open(io.BytesIO(sent)) as image:
        assert dict(image.getexif()) == {}


CAMERAS = {
    "turned": lambda: picture(placed=True, turned=6),
    "webp": lambda: picture(kind="WEBP", placed=True),
    "too large": lambda: picture((2500, 100), placed=True),
}


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_picture_that_is_drawn_anew_loses_what_the_camera_wrote(fitted, camera):
    _, _, sent = fitted(CAMERAS[camera](), replace(JPEG, most_side=2000))
    assert b"SECRETCAMERA" not in sent
    with Image.open(io.BytesIO(sent)) as image:
        assert (image.format, dict(image.getexif())) == ("JPEG", {})


def test_nothing_behind_the_end_of_a_picture_is_sent(fitted):
    for kind in ("JPEG", "PNG"):
        _, _, sent = fitted(picture(kind=kind) + b"A FILM WITH A PLACE IN IT", ANY)
        assert sent == picture(kind=kind)


def test_a_colour_profile_is_kept(fitted):
    from PIL import ImageCms

    profile, out = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "JPEG", icc_profile=profile)
    for limits in (ANY, replace(JPEG, most_side=300)):
        with Image.open(io.BytesIO(fitted(out.getvalue(), limits)[2])) as image:
            assert image.info["icc_profile"] == profile


def test_a_turned_picture_is_sent_upright(fitted):
    _, made, sent = fitted(picture((600, 400), turned=6), ANY)
    assert (made["width"], made["height"], pixels(sent)[0]) == (400, 600, (400, 600))


@pytest.mark.parametrize(
    ("size", "sent"), [((600, 400), (600, 400)), ((300, 600), (480, 600)), ((2000, 500), (2000, 1048)), ((400, 500), (400, 500))],
)
def test_a_shape_that_is_not_taken_is_padded_and_nothing_is_cut_off(fitted, size, sent):
    planned, made, data = fitted(picture(size, noise=True), JPEG)
    assert ((planned.width, planned.height), (made["width"], made["height"])) == (sent, sent)
    left, top = (sent[0] - size[0]) // 2, (sent[1] - size[1]) // 2
    with Image.open(io.BytesIO(data)) as image:
        inner = image.crop((left, top, left + size[0], top + size[1])).resize((8, 8), Image.Resampling.BOX)
    with Image.open(io.BytesIO(picture(size, noise=True))) as image:
        whole = image.resize((8, 8), Image.Resampling.BOX)
    assert max(abs(a - b) for a, b in zip(inner.tobytes(), whole.tobytes(), strict=True)) < 12


def test_a_transparent_picture_becomes_white_where_jpeg_is_wanted(fitted):
    data = picture(kind="PNG", mode="RGBA", colour=(255, 0, 0, 0))
    (size, kind, bare), planned = pixels(fitted(data, JPEG)[2]), fitted(data, JPEG)[0]
    assert (size, kind, min(bare), planned.changed) == ((600, 400), "JPEG", 255, ("PNG to JPG",))


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "I;16", "LA", "1"])
def test_every_kind_of_colour_becomes_a_jpeg_that_all_can_read(fitted, mode):
    data = picture(kind="JPEG" if mode == "CMYK" else "PNG", mode=mode, colour=(200, 255) if mode == "LA" else 1)
    with Image.open(io.BytesIO(fitted(data, JPEG)[2])) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")


def test_bytes_are_saved_by_quality_first_and_size_after(fitted):
    noise = picture((1000, 800), noise=True)
    for most, smaller in ((450_000, False), (40_000, True)):
        _, made, sent = fitted(noise, FileLimits(frozenset({"image/jpeg"}), most))
        assert made["bytes"] == len(sent) <= most
        assert (made["width"] < 1000) is smaller


def test_a_picture_that_can_never_fit_is_refused(fitted):
    with pytest.raises(Invalid, match="cannot be made smaller than 100 bytes"):
        fitted(picture(noise=True), FileLimits(frozenset({"image/jpeg"}), 100))


@pytest.mark.parametrize("data", [animation, video, document])
def test_animations_videos_and_documents_are_never_changed(fitted, data):
    limits = FileLimits(frozenset({"image/gif", "video/mp4", "application/pdf"}), 10_000_000, aspect=(1, 1), most_side=10)
    planned, _, sent = fitted(data(), limits)
    assert (planned.name, planned.changed, sent) == ("", (), data())


def test_an_animation_where_none_is_taken_becomes_its_first_picture(fitted):
    planned, _, sent = fitted(animation(), JPEG)
    assert (planned.changed, pixels(sent)[:2]) == (("GIF to JPG",), ((64, 48), "JPEG"))


@pytest.mark.parametrize("mime", ["image/webp", "image/jpeg"])
def test_no_picture_is_sent_larger_than_anybody_shows(mime):
    planned = plan(Facts(mime, 5, 9000, 6000), ANY)
    assert (planned.width, planned.height) == (LONGEST_SIDE, round(LONGEST_SIDE * 2 / 3))
    assert "scaled down" in planned.changed
    assert plan(Facts("image/jpeg", 5, LONGEST_SIDE, 100), ANY).changed == ()


def test_the_copy_is_named_by_the_file_and_the_limits():
    facts = Facts("image/jpeg", 5, 600, 400, sha256="a" * 64)
    other = replace(facts, sha256="b" * 64)
    assert plan(facts, ANY).name == plan(facts, replace(ANY)).name
    assert len({plan(facts, ANY).name, plan(facts, JPEG).name, plan(other, ANY).name}) == 3


SHAPES = [(600, 400), (400, 700), (2600, 1000), (1000, 1000), (5000, 3000)]


@pytest.mark.parametrize("size", SHAPES, ids=str)
@pytest.mark.parametrize("name", CONNECTORS)
@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "image/webp"])
def test_what_is_planned_breaks_no_rule_of_the_platform(name, size, mime):
    connector = CONNECTORS[name]
    limits = connector.facts.capabilities.files[MediaSort.IMAGE]
    if min(size) < limits.least_side:
        pytest.skip("too small to be made larger")
    planned = plan(Facts(mime, 900_000, *size, sha256="a" * 64), limits)
    media = Media(
        f"https://media.example/{planned.name}", "/x", planned.mime, planned.width, planned.height, planned.bytes, "A loaf"
    )
    kind = "image_post" if "image_post" in connector.facts.capabilities.kinds else sorted(connector.facts.capabilities.kinds)[0]
    broken = connector.validate(Shaped(kind, "Words", "Title", media=(media,)), {})
    assert [each.message for each in broken if each.rule.startswith("image_")] == []
