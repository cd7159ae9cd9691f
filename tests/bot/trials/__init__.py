"""Trials of the whole bot, against the loopback Telegram and Discord: ``python -m tests.bot.trials [--short] [TRIAL …]``."""
