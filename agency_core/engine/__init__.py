"""What drives the tasks: a ticker, their runs and books, and the lock that lets one process lead. It knows no content."""
