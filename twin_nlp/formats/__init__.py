"""Reading and writing: one module a file format."""
