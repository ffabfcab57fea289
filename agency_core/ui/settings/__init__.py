"""Parts of Settings: the client, who may do what, and the data."""
