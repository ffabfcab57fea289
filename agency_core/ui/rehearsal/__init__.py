"""Parts of the Rehearsal page."""
