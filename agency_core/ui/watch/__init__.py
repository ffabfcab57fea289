"""The parts of the Alerts page: one file per tab, and the bell that rings on every page."""
