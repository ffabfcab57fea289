"""Parts of the media library: what a medium is in words, the uploader, the grid and one medium in detail."""
