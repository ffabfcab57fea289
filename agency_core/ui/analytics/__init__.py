"""Parts of Analytics: the period, the overview, exploration, downloads and uploads."""
