"""Parts of the page Accounts: what each platform can do, how each login is, and the ways to connect."""
