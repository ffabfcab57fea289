"""Audit: what was done and refused, by whom and from where, and the proof that nothing of it was changed."""

from agency_core.ui import kit
from agency_core.ui.audit.chain import chain
from agency_core.ui.audit.entries import entries

kit.header("Audit", "What was done and refused, by whom. Entries are only ever added, each chained to the one before.")
with kit.problems("The state of the chain"):
    chain()
with kit.problems("The audit trail"):
    entries()
