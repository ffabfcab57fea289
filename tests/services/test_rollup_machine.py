"""Whatever happens to facts, the rollups say what the facts say."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.services.rollup_machine import RollupMachine


def test_rollups_equal_facts(agency, clock, database_url):
    bounds = {"max_examples": 2, "stateful_step_count": 12} if database_url else {"max_examples": 12, "stateful_step_count": 25}
    chosen = settings(
        deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate], **bounds
    )
    run_state_machine_as_test(lambda: RollupMachine(agency, clock), settings=chosen)
