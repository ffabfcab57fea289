"""What is on a page: its elements with their attributes, and its words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page(HTMLParser):
    """A page taken apart."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str, **having: str) -> list[dict[str, str]]:
        """The attributes of every such element."""
        return [attrs for name, attrs in self.elements if name == tag and having.items() <= attrs.items()]

    def classed(self, name: str) -> list[dict[str, str]]:
        """The attributes of every element of this class."""
        return [attrs for _, attrs in self.elements if name in attrs.get("class", "").split()]


def read(html: str) -> Page:
    """The page in `html`."""
    page = Page()
    page.feed(html)
    return page
