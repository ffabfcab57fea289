"""What the doctor looks at, a file for each concern. Each check answers by itself and says what to do, and where more is told."""
