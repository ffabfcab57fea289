"""`python -m agency_core`: the commands."""

from agency_core.cli import main

if __name__ == "__main__":
    main()
