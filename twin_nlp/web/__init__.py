"""The pages for annotators: a local server that lets only its own page in."""
