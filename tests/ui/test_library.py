"""The Media page and the media of the Studio: upload, find, describe, use, delete."""

from __future__ import annotations

import pytest

from agency_core.domain.content import ContentFilter, ContentType, MediaItem, NewContent
from agency_core.domain.media import MediaFilter
from agency_core.ui.library.words import kind, of_sending, of_view, weight
from tests.media.samples import document, picture, pieces, video


def shown(elements) -> str:
    """All texts of elements, as a person reads them."""
    return "\n".join(one.value.replace("\\", "").replace("\u2060", "") for one in elements)


@pytest.fixture
def add(agency, owner, client):
    def keep(data, name="loaf.jpg", alt_text=""):
        return agency.library.add(owner, client.id, name=name, chunks=pieces(data), alt_text=alt_text)

    return keep


def kept(agency, owner):
    return agency.library.list(owner, filter=MediaFilter("bread")).items


def test_an_empty_library_says_what_to_do(client, open_page):
    page = open_page("library", client="bread")
    assert not page.exception
    assert "No media yet." in shown(page.markdown)


def test_an_upload_is_kept_and_asks_what_it_shows(agency, owner, client, open_page):
    page = open_page("library", client="bread")
    page.file_uploader[0].set_value([("loaf.jpg", picture(), "image/jpeg")]).run()
    assert not page.exception
    [view] = kept(agency, owner)
    assert (view.name, view.mime, page.query_params["medium"]) == ("loaf.jpg", "image/jpeg", view.id)


def test_a_file_that_is_no_medium_is_refused_by_its_name_and_the_others_are_kept(agency, owner, client, open_page):
    page = open_page("library", client="bread")
    files = [("loaf.jpg", picture(), "image/jpeg"), ("fake*.png", b"<script>", "image/png")]
    page.file_uploader[0].set_value(files).run()
    assert [view.name for view in kept(agency, owner)] == ["loaf.jpg"]
    assert "fake*.png" in shown(page.markdown)
    assert "The file is no picture, video or PDF." in shown(page.error)


def test_media_are_shown_with_what_they_are(add, open_page):
    add(picture(), alt_text="A loaf")
    add(video(), "oven.mp4")
    add(document(), "<b>menu*.pdf")
    page = open_page("library", client="bread")
    assert not page.exception
    said = shown([*page.markdown, *page.caption])
    for words in ("loaf.jpg", "MP4 64 × 48, 4 s", "<b>menu*.pdf", "PDF, 1 kB"):
        assert words in said
    assert shown(page.caption).count("no description") == 2


def test_the_list_is_searched(add, open_page):
    add(picture(), alt_text="Rye")
    add(picture(colour="red"), "other.jpg")
    assert "other.jpg" not in shown(open_page("library", client="bread", library_text="rye").markdown)
    assert "No media fit this filter." in shown(open_page("library", client="bread", library_text="nothing").markdown)
    assert "No media fit this filter." in shown(open_page("library", client="bread", library_sort="video").markdown)


def test_a_medium_is_described(agency, owner, add, open_page):
    view = add(picture())
    page = open_page("library", client="bread", medium=view.id)
    page.text_area(key=f"media_alt_{view.id}").set_value("A loaf of rye")
    page.button(key="media_save").click().run()
    assert not page.exception
    assert agency.library.get(owner, view.id).alt_text == "A loaf of rye"


def test_the_detail_says_what_each_platform_is_sent(add, open_page):
    page = open_page("library", client="bread", medium=add(picture((300, 600), "PNG")).id)
    said = shown(page.caption)
    assert "Instagram: will be sent as JPEG 480 × 600" in said
    assert " kB (PNG to JPG, padded to a shape that is taken)" in said


def test_deleting_asks_and_then_deletes(agency, owner, add, open_page):
    page = open_page("library", client="bread", medium=add(picture()).id)
    page.button(key="media_delete").click().run()
    assert len(kept(agency, owner)) == 1
    page.button(key="media_delete_yes").click().run()
    assert (kept(agency, owner), "medium" in page.query_params) == ((), False)


def test_a_medium_in_use_is_kept_and_says_where(agency, owner, add, open_page):
    view = add(picture())
    content(agency, owner, view.url)
    page = open_page("library", client="bread", medium=view.id)
    page.button(key="media_delete").click().run()
    page.button(key="media_delete_yes").click().run()
    assert "Content that is not published yet shows it: 'Fresh'" in shown(page.error)
    assert len(kept(agency, owner)) == 1


def content(agency, owner, *urls, title="Fresh"):
    media = tuple(MediaItem(url, "Old words") for url in urls)
    new = NewContent(ContentType.IMAGE_POST, title, "Words", ("instagram",), client_id="bread", media=media)
    return agency.draft.create(owner, new=new)


def saved(agency, owner):
    return agency.draft.list(owner, filter=ContentFilter(client_id="bread")).items[0].media


def write(page) -> None:
    page.text_input(key="studio_title").set_value("Fresh")
    page.text_area(key="studio_body").set_value("Words")
    page.pills(key="studio_platforms").set_value(["instagram", "linkedin"])
    page.run()


def test_the_studio_adds_from_the_library_with_its_description(agency, owner, add, open_page):
    view = add(picture((300, 600), "PNG"), alt_text="A loaf")
    page = open_page("studio", client="bread")
    write(page)
    page.button(key="studio_media_library").click().run()
    page.button(key=f"studio_media_choice_press_{view.id}").click().run()
    assert not page.exception
    assert "Instagram: will be sent as JPEG 480 × 600" in shown(page.caption)
    page.button(key="studio_save").click().run()
    assert saved(agency, owner) == (MediaItem(view.url, "A loaf"),)


def test_the_studio_takes_an_upload_into_the_library(agency, owner, client, open_page):
    page = open_page("studio", client="bread")
    write(page)
    page.file_uploader[0].set_value([("loaf.jpg", picture(), "image/jpeg")]).run()
    page.button(key="studio_save").click().run()
    assert saved(agency, owner) == (MediaItem(kept(agency, owner)[0].url),)


def test_an_address_and_a_medium_of_the_library_stand_side_by_side(agency, owner, add, open_page):
    view = add(picture())
    first = content(agency, owner, "https://a.example/a.jpg")
    page = open_page("studio", client="bread", content=first.id)
    assert page.text_input(key="studio_media_url_0").value == "https://a.example/a.jpg"
    page.button(key="studio_media_library").click().run()
    page.button(key=f"studio_media_choice_press_{view.id}").click().run()
    page.button(key="studio_media_remove_0").click().run()
    page.button(key="studio_media_add").click().run()
    page.text_input(key="studio_media_url_2").set_value("https://b.example/b.jpg").run()
    page.button(key="studio_save").click().run()
    assert [item.url for item in agency.draft.get(owner, first.id).media] == [view.url, "https://b.example/b.jpg"]


def test_another_content_on_the_same_desk_has_its_own_media(agency, owner, add, open_page):
    view = add(picture())
    by_address = content(agency, owner, "https://a.example/a.jpg")
    by_library = content(agency, owner, view.url, title="From the library")
    page = open_page("studio", client="bread", content=by_address.id)
    page.query_params["content"] = by_library.id
    for _ in range(2):
        page.run()
        assert page.text_input(key="studio_media_alt_0").value == "Old words"
        assert "loaf.jpg" in shown(page.markdown)
    page.query_params["content"] = by_address.id
    page.run()
    assert page.text_input(key="studio_media_url_0").value == "https://a.example/a.jpg"


def test_a_medium_that_is_gone_says_so_and_can_be_removed(agency, owner, client, open_page):
    made = content(agency, owner, "/api/media/gone.jpg")
    page = open_page("studio", client="bread", content=made.id)
    assert "This medium is not in the library any more." in shown(page.markdown)
    page.button(key="studio_media_remove_0").click().run()
    page.button(key="studio_save").click().run()
    assert agency.draft.get(owner, made.id).media == ()


@pytest.mark.parametrize(("size", "words"), [(1, "1 kB"), (412_300, "412 kB"), (999_999, "1000 kB"), (3_140_000, "3.1 MB")])
def test_bytes_are_read_as_people_say_them(size, words):
    assert weight(size) == words


def test_a_type_without_a_name_is_shown_as_it_is():
    assert (kind("video/x-strange"), kind("image/webp"), kind("image/jpeg")) == ("video/x-strange", "WebP", "JPEG")


def test_what_cannot_be_sent_is_said_in_red(agency, owner, add):
    view = add(picture())
    (agency.settings.data / "media" / view.file).unlink()
    [sending] = agency.library.sent_as(owner, view.id, platforms=("instagram",))
    assert of_sending(sending).startswith(":red[:material/error: Instagram: The")
    assert of_view(view) == "JPEG 600 × 400, 4 kB"
