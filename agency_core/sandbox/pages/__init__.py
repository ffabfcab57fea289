"""What people see of the sandbox: its profiles, their feeds, and the page of each post. No scripts; everything is escaped."""

from agency_core.sandbox.pages.feed import feed
from agency_core.sandbox.pages.frame import page
from agency_core.sandbox.pages.index import index
from agency_core.sandbox.pages.post import post, thumb

__all__ = ["feed", "index", "page", "post", "thumb"]
