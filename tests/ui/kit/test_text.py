import pytest
from streamlit.testing.v1 import AppTest

from agency_core.ui.kit.text import count, plain, words


@pytest.mark.parametrize("mark", list("\\`*_{}[]()#+-.!|~$<>&=\"'/"))
def test_plain_escapes_every_mark(mark):
    assert plain(f"a{mark}b") == f"a\\{mark}b"


def test_plain_breaks_up_what_would_become_an_icon_or_emoji():
    assert ":fire:" not in plain(":fire:").replace("\\", "")
    assert ":material/" not in plain(":material/home:").replace("\\", "")


@pytest.mark.parametrize("address", ["https://example.com", "www.example.com", "anna@example.com"])
def test_plain_breaks_up_what_would_become_a_link(address):
    shown = plain(address).replace("\\", "")
    assert shown != address
    assert shown.replace("\u2060", "") == address


def test_plain_makes_one_line():
    assert plain("first\n\n# second") == "first \\# second"


def test_plain_cuts_with_an_ellipsis():
    assert plain("one two three", 8) == "one two…"


def test_plain_leaves_letters_of_any_alphabet():
    assert plain("Grüße 你好 صباح") == "Grüße 你好 صباح"


def test_words_of_a_name():
    assert words("content_request") == "Content request"


@pytest.mark.parametrize(("number", "text"), [(0, "0 deliveries"), (1, "1 delivery"), (1200, "1\u202f200 deliveries")])
def test_count_takes_the_right_form(number, text):
    assert count(number, "delivery", "deliveries") == text


def test_text_of_people_is_shown_as_it_is():
    def page():
        import streamlit as st

        from agency_core.ui import kit

        st.markdown(kit.plain("<b>x</b> [a](b) :red[c] $d$"))

    shown = AppTest.from_function(page).run()
    assert not shown.exception
    assert "[a](b)" not in shown.markdown[0].value
