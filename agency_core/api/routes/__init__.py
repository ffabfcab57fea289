"""Routes: one file per noun, each ten lines or less: ask one service, answer with its view."""
