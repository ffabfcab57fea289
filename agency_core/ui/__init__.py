"""The dashboard's own floor: shell, context and one kit of components. Pages use it and hold no rules."""
