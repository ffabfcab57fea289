"""What the desk says about itself while it works: its log, its figures for Prometheus, its traces, and what joins them."""
