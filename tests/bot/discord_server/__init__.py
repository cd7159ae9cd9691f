"""A Discord of our own for the tests: `DiscordServer`."""

from tests.bot.discord_server.events import Upload
from tests.bot.discord_server.model import Channel, Guild, Interaction, Message
from tests.bot.discord_server.people import Person
from tests.bot.discord_server.server import TOKEN, DiscordServer

__all__ = ["TOKEN", "Channel", "DiscordServer", "Guild", "Interaction", "Message", "Person", "Upload"]
