"""Tokens of agents and keys of people: made, shown once, listed, replaced, ended."""
