"""What the short spellings of chats stand for, in words that people say and that a voice reads rightly."""

from __future__ import annotations

import re

from toontalker.speech.house.wording.rewriting import word_set

_NEGATED = "do does did is are was were have has had wo ca would could should must need ai"

SAYINGS = {
    # laughing, surprise, opinion
    "lol": "lawl", "lols": "lawls", "lolz": "lawls", "lmao": "L M eigh O", "lmfao": "L M eigh O", "roflmao": "rofl", "xd": "ex dee",
    "omg": "oh my god", "omfg": "oh my god", "wtf": "what the heck", "wth": "what the heck", "smh": "shaking my head",
    "ngl": "not gonna lie", "fr": "for real", "frfr": "for real, for real", "tbh": "to be honest", "tbf": "to be fair",
    "imo": "in my opinion", "imho": "in my humble opinion", "ong": "on god", "fwiw": "for what it's worth",
    "iirc": "if I remember correctly", "afaik": "as far as I know", "istg": "I swear to god", "ikr": "I know, right",
    "iykyk": "if you know, you know", "icymi": "in case you missed it", "idk": "I don't know", "idek": "I don't even know",
    "idc": "I don't care", "ik": "I know", "irl": "in real life", "jk": "just kidding", "tfw": "that feeling when",
    "mfw": "my face when", "nbd": "no big deal", "ftw": "for the win", "ez": "easy", "tldr": "too long, didn't read",
    # greetings, thanks, plans
    "brb": "be right back", "btw": "by the way", "ttyl": "talk to you later", "gtg": "got to go", "omw": "on my way",
    "hmu": "hit me up", "lmk": "let me know", "wyd": "what are you doing", "wya": "where are you at", "hbu": "how about you",
    "wbu": "what about you", "hru": "how are you", "thx": "thanks", "thnx": "thanks", "tnx": "thanks", "thanx": "thanks",
    "tysm": "thank you so much", "tyvm": "thank you very much", "yw": "you're welcome", "np": "no problem", "nvm": "never mind",
    "nm": "not much", "pls": "please", "plz": "please", "gm": "good morning", "gn": "good night", "gnight": "good night",
    "hbd": "happy birthday", "bday": "birthday", "ily": "I love you", "ilysm": "I love you so much", "cya": "see ya", "cu": "see you",
    "gl": "good luck", "hf": "have fun", "glhf": "good luck, have fun", "gj": "good job", "gg": "G G", "ggs": "G G's",
    "ggwp": "G G, well played", "wp": "well played", "wassup": "what's up", "whatsup": "what's up", "sry": "sorry", "soz": "sorry",
    "rn": "right now", "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "dm": "D M", "dms": "D M's", "congratz": "congrats",
    # little words
    "ur": "your", "urs": "yours", "urself": "yourself", "ppl": "people", "cuz": "because", "coz": "because",
    "bcuz": "because", "bcz": "because", "becuz": "because", "tho": "though", "altho": "although", "thru": "through",
    "ofc": "of course", "obv": "obviously", "rly": "really", "rlly": "really", "srsly": "seriously", "prolly": "probably",
    "smth": "something", "sth": "something", "smthn": "something", "abt": "about", "msg": "message", "msgs": "messages",
    "txt": "text", "gf": "girlfriend", "bf": "boyfriend", "pwned": "poned", "pwnd": "poned", "pwn": "pone", "ok": "okay",
    "teh": "the", "yt": "You Tube", "wknd": "weekend", "acct": "account", "govt": "government", "bldg": "building", "pwd": "password",
    "nite": "night", "xmas": "Christmas", "yea": "yeah", "goin": "going", "dontcha": "don't you", "tryna": "trying to", "imma": "I'm a",
    "ima": "I'm a",
    "aight": "all right", "ight": "all right", "innit": "isn't it", "yall": "y'all", "cmon": "c'mon",
    # words that the voice would read wrongly
    "bae": "bay", "ick": "ikk", "icky": "ikky", "nth": "enth", "ow": "ouh", "oww": "ouh", "owie": "ouh-ee",
    "blech": "blek", "ayy": "eigh", "ayo": "eigh-yo", "ayyy": "eigh", "mrs": "Missus", "mr": "Mister", "mwah": "moo-wah", "muah": "moo-wah",
    # without their apostrophes
    "im": "I'm", "ive": "I've", "youre": "you're", "youve": "you've", "youll": "you'll", "youd": "you'd", "theyre": "they're",
    "theyve": "they've", "theyll": "they'll", "theyd": "they'd", "weve": "we've", "hes": "he's", "shes": "she's", "itll": "it'll",
    "itd": "it'd", "thats": "that's", "thatll": "that'll", "whats": "what's", "wheres": "where's", "whos": "who's", "heres": "here's",
    "theres": "there's", "hows": "how's", "u're": "you're", "u've": "you've", "u'll": "you'll", "u'd": "you'd", "ur's": "yours",
    **{f"{verb}nt": f"{verb}n't" for verb in _NEGATED.split()},
}  # fmt: skip
"""In any case."""
SMALL_SAYINGS = {
    "u": "you", "kk": "okay", "bc": "because", "ty": "thank you", "hr": "hour", "hrs": "hours", "mins": "minutes",
    "secs": "seconds", "yr": "year", "yrs": "years", "wk": "week", "wks": "weeks", "hw": "homework", "pw": "password", "ms": "Miz",
    "atm": "at the moment", "ig": "I guess", "bb": "baby", "srs": "serious",
}  # fmt: skip
"""Only in small letters: in capitals they are letters, names or something else."""
FIGURED = {
    "gr8": "great", "l8": "late", "l8r": "later", "m8": "mate", "m8s": "mates", "b4": "before", "be4": "before", "h8": "hate",
    "h8s": "hates", "h8er": "hater", "h8ers": "haters", "w8": "wait", "w8ing": "waiting", "sk8": "skate", "sk8er": "skater",
    "str8": "straight", "d8": "date", "2day": "today", "2nite": "tonight", "2night": "tonight", "2moro": "tomorrow",
    "2morrow": "tomorrow", "2mrw": "tomorrow", "4ever": "forever", "4eva": "forever", "4real": "for real", "4get": "forget",
    "any1": "anyone", "some1": "someone", "every1": "everyone", "no1": "no one", "in2": "into", "on2": "onto", "up2": "up to",
    "g2g": "got to go", "4u": "for you", "2u": "to you", "g2": "got to", "n1": "nice one",
    "n00b": "noob", "n00bs": "noobs", "w00t": "woot", "l33t": "leet", "1337": "leet",
    "h4x0r": "hacker", "h4x": "hacks", "d00d": "dude", "f00d": "food", "c00l": "cool", "h3llo": "hello",
    "007": "double oh seven", "404": "four oh four", "911": "nine one one", "24/7": "twenty four seven", "9/11": "nine eleven",
    "50/50": "fifty fifty", "20/20": "twenty twenty", "7-11": "seven eleven", "50-50": "fifty fifty", "xoxo": "X O X O",
}  # fmt: skip
"""Words with figures in them, and figures that are read in a way of their own; in any case."""
SOUNDS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        ("h+m+", "hum"), ("m+h+m+", "um-hum"), ("m{2,}", "um"), ("u+m{2,}", "um"), ("h+r*m+p[hf]+", "humph"), ("e+r+m{2,}", "erm"),
        ("s+h{2,}|s{2,}h+|sh", "shush"), ("p+s+t+", "psst"), ("p+f+t+|p+f{2,}", "puft"), ("p+s+h+", "pish"), ("t+s+k+", "tsk"),
        ("g+r{2,}", "gurr"), ("b+r{2,}", "burr"), ("z{2,}", "zizz"), ("b+z{2,}t*", "buzz"), ("(?:s+k+){2,}", "skuh skuh skuh"),
        ("a+h{2,}|a{2,}h*", "ah"), ("a+w{2,}|a{2,}w", "aw"), ("e+w{2,}", "ew"), ("e{3,}", "ee"), ("o{3,}h*|o{2,}h{2,}", "ooh"),
        ("o+h{2,}", "oh"), ("u+h{2,}", "uh"), ("e+h{2,}", "eh"), ("u{2,}g+h*|u+g+h{2,}", "ugh"), ("a{2,}r+g*h*|a+r{2,}g*h+|arghh+", "argh"),
        ("y+a+y{2,}|y+a{2,}y+", "yay"), ("y+a+s{2,}|y+a{2,}s+", "yass"), ("n+o{2,}", "no"), ("y+o{2,}", "yo"), ("o+w{2,}", "ouh"),
        ("w+o{3,}", "woo"), ("b+o{3,}", "boo"), ("a+y{2,}", "eigh"), ("e{3,}k+|e{2,}k{2,}", "eek"),
        ("l+o{2,}l+|lol{2,}", "lawl"), ("(?:lo+){3,}l*|(?:lo+){2,}l|(?:lol){2,}", "lawl lawl"), ("l+m+a+o{2,}|l+m+a{2,}o+", "L M eigh O"),
        ("o+m+g{2,}|o{2,}m+g+", "oh my god"), ("p+l+[sz]{2,}", "please"), ("b+r+u{2,}h+|bruh{2,}", "bruh"), ("v+r+o{2,}m{2,}", "vroom"),
    )
)  # fmt: skip
"""Sounds of any length, each in a spelling that a voice makes into that sound."""
EVERYDAY = {
    re.sub(r"(.)\1+", r"\1", word): word
    for word in word_set(
        """yes no so hi hey hello what stop wait guys thanks please wow yeah okay bye cute nice sorry dude love really right night
        mom help why who you this that girl boy baby bro never always just amazing perfect beautiful happy birthday sad bad
        today tomorrow guess gross awesome goal morning evening"""
    )
}
"""Words that people stretch, under what is left of them without any doubled letter."""
NOT_STRETCHED = word_set("hawaii wii radii baa torii shii ikk stoop whoo saad groos gros")
"""Words that look stretched and are none."""
