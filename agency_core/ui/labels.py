"""What options are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """`labels` with a number behind those that came before: a select box knows its options by their labels alone."""
    seen: Counter[str] = Counter()
    apart: dict[str, str] = {}
    for key, label in labels.items():
        seen[label] += 1
        apart[key] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return apart
