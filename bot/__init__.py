"""The chat front ends: people in, clips out. This room knows no pixels, and imports nothing that does: docs/bot.md, ARCHITECTURE.md."""
