"""The house voice: a man and a woman who speak English, made for this project, in numpy and two megabytes.

The way of a text: `spelling` (what people type → words) → `phrases` (sentences, phrases) → `reading` (phones, by espeak-ng's
rules) → `context` → `net` (how long each phone lasts; spectrum, pitch, breath) → `melody` (questions) → `vocoder` (sound).
`voice` puts them in a row. How the net came to its weights: `house.train`; what it can and cannot do: ``data/MODEL_CARD.md``.
"""
