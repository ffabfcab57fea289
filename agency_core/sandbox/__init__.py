"""The sandbox: a network of simulators that speak the real protocols strictly, to rehearse on without publishing anything."""

from agency_core.sandbox.app import sandbox_app

__all__ = ["sandbox_app"]
