"""The sections of the page Operations, a file each."""
