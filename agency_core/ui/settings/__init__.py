"""Parts of Settings: the client, its accounts, who may do what, and the data."""
