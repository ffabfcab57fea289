"""Named questions to the database, transactions, migrations. The only floor that speaks SQL."""
