"""The stylesheet that carries the body's own look."""
