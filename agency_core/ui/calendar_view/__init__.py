"""Parts of the Calendar: its toolbar, its cards, what is missing or too close, the list, and one content in detail."""
