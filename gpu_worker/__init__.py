"""Keeps worker processes alive and fed, and the journal of their jobs. This room knows no pixels and no people: docs/worker.md."""
