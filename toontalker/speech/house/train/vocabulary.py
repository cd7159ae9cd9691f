"""Everyday words of which training sentences are made; one string for each part of speech, singular where it matters."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    """Single words."""
    return text.split()


def _sayings(text: str) -> list[str]:
    """Words and phrases between upright strokes."""
    return " ".join(text.split()).replace("| ", "|").split("|")


ADJECTIVES = _words("""
    small big old young happy sad angry tired lazy strange funny clever quiet loud warm cold fresh sweet bitter yellow purple
    green orange white black brown golden silver round tall short heavy light broken empty brave gentle hungry thirsty noisy
    lovely ugly dusty muddy shiny sharp smooth rough thick thin wild rich poor early late foreign special simple dangerous
    beautiful famous curious enormous tiny awful brilliant awkward ridiculous gorgeous perfect crazy boring exciting expensive
    cheap delicious disgusting favorite fabulous generous horrible incredible jealous magic nervous obvious popular proud rude
    serious silly sneaky spicy stubborn sudden suspicious terrible useful weird wonderful worthless youthful
""")
NOUNS = _words("""
    dog cat horse bird mouse cow sheep chicken monkey tiger elephant rabbit teacher doctor farmer sailor captain singer writer
    neighbor brother sister mother father uncle cousin grandmother child baby girl boy king queen soldier waiter driver pilot
    house garden kitchen window door table chair mirror bridge river mountain forest island village city street market church
    castle tower hospital station airport museum theater library school office factory car truck train plane boat bicycle engine
    wheel hammer knife spoon fork bottle glass cup plate basket box bag purse jacket shirt sweater shoe hat glove ring watch
    clock lamp candle fire smoke cloud rain storm thunder snow wind sun moon star ocean beach sand stone rock metal paper letter
    book page pencil picture camera phone computer music song guitar piano violin drum dance game ball cake bread butter cheese
    egg apple banana cherry lemon peach grape potato carrot onion tomato pepper soup salad sandwich coffee juice water milk sugar
    chocolate birthday holiday weather morning evening weekend question answer problem idea story secret message money job voice
    face nose ear eye mouth tooth finger shoulder knee foot thumb beard youth width measure treasure vision leisure judge bath
    thief video server channel group chat meme password keyboard screen battery charger laptop puppy kitten hamster dragon wizard
    robot zombie pirate unicorn taco burger pizza cookie donut bacon pancake avocado pumpkin mushroom umbrella backpack elevator
    basement ceiling hallway sidewalk neighborhood adventure audience championship vacation microphone refrigerator squirrel
""")
VERBS_ON = _words("""
    saw found lost took brought bought sold built broke fixed washed painted pushed pulled threw caught dropped lifted carried
    followed watched heard loved hated missed wanted needed showed gave sent kept left forgot remembered chose changed closed
    opened turned touched covered measured borrowed stole hid fed chased cooked ate drank cleaned moved saved shook cut tore
    wrapped tied posted shared ordered ignored recorded deleted finished destroyed invited recognized surprised photographed
""")
"""Past tense, with an object."""
VERBS = _words("""
    laughed cried slept jumped ran walked sang danced waited smiled shouted whispered fell swam flew drove arrived disappeared
    stopped talked coughed yawned woke worked played listened agreed exploded vanished complained apologized snored giggled
""")
"""Past tense, without an object."""
BARE_VERBS = _words("take bring buy leave throw forget choose fix open watch lose hide finish share borrow clean paint wash find")
PLACES = _words("in on under behind near beside above across through around toward without before after inside against between over with")
ADVERBS = _words("""
    quickly slowly quietly loudly softly gently carefully suddenly easily happily badly today yesterday tomorrow tonight again
    soon always never together alone outside upstairs downstairs everywhere already finally probably actually honestly maybe
""")
NUMBERS = _words("""
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety
""")
ORDINALS = _words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth thirtieth")
DAYS = _words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October
    November December
""")
NAMES = _words("""
    John Mary Peter Susan George Alice Robert Linda Michael Sarah Thomas Julia David Emma Charlie Olivia Henry Sophie Jack Zoe
    Victor Hugh Joyce James Patricia Jennifer William Elizabeth Richard Jessica Joseph Karen Christopher Nancy Daniel Lisa
    Matthew Betty Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol
    Kevin Amanda Brian Dorothy Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia
    Jacob Kathleen Gary Amy Nicholas Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Nicole Scott Samantha
    Brandon Katherine Benjamin Christine Samuel Gregory Rachel Frank Carolyn Alexander Janet Raymond Maria Patrick Heather Diane
    Oliver Lily Lucas Mia Noah Grace Ethan Chloe Liam Ava Mason Isabella Logan Aria Leo Maya Oscar Ruby Felix Luna
""")
COUNTRIES = _words("""
    America Canada Mexico Brazil Argentina England Scotland Ireland France Germany Italy Spain Portugal Poland Sweden Norway
    Finland Russia Ukraine Turkey Egypt Nigeria Kenya India China Japan Korea Thailand Vietnam Australia London Paris Berlin Rome
    Madrid Tokyo Chicago Boston Texas Florida California Hawaii Alaska
""")
GREETINGS = _sayings("""
    hello|hi|hey|good morning|good evening|good night|thank you|well|oh no|wow|yes|no|okay|sorry|oh my god|come on|listen|guys|
    seriously|for real|no way|yeah|nope|cool|nice|great|by the way|to be honest|in my opinion|as far as I know|never mind
""")
REMARKS = _sayings("""
    how are you|what is your name|where are you going|nice to meet you|it is good to see you|let us go|I am so happy|see you later|
    what do you think|I love you|be right back|talk to you later|I don't know|I do not care|that is so funny|laughing out loud|
    I can't wait|you made my day|this is amazing|are you kidding me|what just happened|who did this|I was only joking|stay safe|
    keep it up|well done|take it easy|get well soon|have a great weekend|have fun|sweet dreams|hurry up|leave me alone|good game|
    rest in peace|on my way|just a second|wait for me|call me back|it's not fair|you are welcome|that's enough|here we go again
""")
