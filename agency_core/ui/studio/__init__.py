"""Parts of the Studio: the sheet with what was typed, its fields, checks, previews and actions."""
