"""Whatever people, networks, clocks and killers do: one post per delivery, of approved words, in time, truthfully told."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.held_machine import HeldMachine


def _run(folder, empty, **bounds):
    chosen = settings(deadline=None, suppress_health_check=list(HealthCheck), **bounds)
    run_state_machine_as_test(lambda: HeldMachine(folder, empty), settings=chosen)


def test_nothing_is_doubled_early_unapproved_or_untold(tmp_path, empty_database):
    _run(tmp_path, empty_database, max_examples=6, stateful_step_count=25, derandomize=True, phases=[Phase.generate])


@pytest.mark.proof
def test_nothing_is_doubled_early_unapproved_or_untold_at_length(tmp_path, empty_database):
    _run(tmp_path, empty_database, max_examples=400, stateful_step_count=60)
