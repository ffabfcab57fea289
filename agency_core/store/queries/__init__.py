"""Named questions, one file per noun."""
