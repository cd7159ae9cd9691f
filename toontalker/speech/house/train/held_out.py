"""Sentences that no training text may hold: what the voice is judged by.

The first forty are from the Harvard sentences (IEEE Recommended Practice for Speech Quality Measurements, 1969), which
hold the sounds of English about as often as English does; the rest is what people type in chats.
"""

from __future__ import annotations

import re

HARVARD: tuple[str, ...] = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It's easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
    "Rice is often served in round bowls.",
    "The juice of lemons makes fine punch.",
    "The box was thrown beside the parked truck.",
    "The hogs were fed chopped corn and garbage.",
    "Four hours of steady work faced us.",
    "A large size in stockings is hard to sell.",
    "The boy was there when the sun rose.",
    "A rod is used to catch pink salmon.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through.",
    "Help the woman get back to her feet.",
    "A pot of tea helps to pass the evening.",
    "Smoky fires lack flame and heat.",
    "The soft cushion broke the man's fall.",
    "The salt breeze came across from the sea.",
    "The girl at the booth sold fifty bonds.",
    "The small pup gnawed a hole in the sock.",
    "The fish twisted and turned on the bent hook.",
    "Press the pants and sew a button on the vest.",
    "The swan dive was far short of perfect.",
    "The beauty of the view stunned the young boy.",
    "Two blue fish swam in the tank.",
    "Her purse was full of useless trash.",
    "The colt reared and threw the tall rider.",
    "It snowed, rained, and hailed the same morning.",
    "Read verse out loud for pleasure.",
    "Hoist the load to your left shoulder.",
    "Take the winding path to reach the lake.",
    "Note closely the size of the gas tank.",
    "Wipe the grease off his dirty face.",
    "Mend the coat before you go out.",
    "The wrist was badly strained and hung limp.",
    "The stray cat gave birth to kittens.",
    "The young girl gave no clear response.",
    "The meal was cooked before the bell rang.",
    "What joy there is in living.",
)
"""Lists 1 to 4."""

CHAT: tuple[str, ...] = (
    "We are only as strong as we are united.",
    "Happy birthday, you wonderful person!",
    "Can somebody bring snacks to the party tonight?",
    "I will be there in about ten minutes.",
    "Sorry, my phone died in the middle of the call.",
    "Did anyone watch the game last night?",
    "That was the best pizza I have ever had.",
    "Please stop sending me pictures of your lunch.",
    "Good luck with your exam tomorrow!",
    "Who took my charger from the kitchen?",
    "Let us meet at the station at half past seven.",
    "My neighbor's dog has been barking all day long.",
    "I cannot believe you actually did that.",
    "Don't forget to feed the cat before you leave.",
    "Is it going to rain on Saturday?",
    "Welcome back, we really missed you.",
    "This meeting could have been an email.",
    "The new update broke everything again.",
    "Thanks for helping me move the heavy couch.",
    "Are you coming with us, or do you want to stay home?",
    "Congratulations on the new job, you earned it.",
    "I need a vacation on a quiet beach.",
    "Somebody left the window open and the papers flew away.",
    "Tell your brother that dinner is ready.",
)
"""Lines of a group chat."""

HELD_OUT = HARVARD + CHAT


def letters(sentence: str) -> str:
    """A sentence by its letters alone: how two of them are compared."""
    return re.sub(r"[^a-z]+", " ", sentence.lower().replace("'", "")).strip()


HELD_OUT_LETTERS = frozenset(letters(sentence) for sentence in HELD_OUT)
