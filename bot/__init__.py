"""The chat front ends: people in, clips out. This room knows no pixels, and it is still empty (see ARCHITECTURE.md)."""
