"""What requests may say: one file per noun, strict about names, types and sizes."""
