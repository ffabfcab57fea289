"""Words, states and pure decisions: no I/O, no clock, no framework."""
