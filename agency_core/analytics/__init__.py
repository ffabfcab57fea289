"""Numbers from facts: reading what networks export, and what can be said from it. Knows no database."""
