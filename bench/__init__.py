"""Speed and memory against their bars: `python -m bench`, or `make bench`."""
