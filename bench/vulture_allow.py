"""Names that look unused and are not. vulture reads this file as source; it is never run."""

# parameters that a protocol names and its members use
_.ctx
_.facts
_.shaped

# parameters that SQLAlchemy passes to a column type
_.dialect
