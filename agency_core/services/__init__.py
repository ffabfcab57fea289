"""Verbs: what the agency does. A listing of this folder is the story of the product."""
