"""Keeps worker processes alive and fed. This room knows no pixels and no people, and it is still empty (see ARCHITECTURE.md)."""
