"""What to look for, and how a finding becomes an alert. Facts in, changes out: nothing here knows the database."""
