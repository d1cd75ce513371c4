"""What kind of thing a drawing shows, in many words: for the eight groups and the subgroups of emojibase.

The teacher's own geometry names the right group for 58 % of the evaluated names only, so imitating it cannot teach this; the
groups of the training drawings can. The evaluation's eight label sentences (evaluation_set.GROUPS) are never among the phrases.
"""
from evaluation_set import GROUPS as EVALUATED
from texts import templated

GROUP_WORDS = {
    "animals-nature": "an animal|a plant|a creature|an insect|a bird|a fish|a flower|a tree|wildlife|nature|a living thing|a wild animal|a pet|a beast",
    "food-drink": "food|a drink|something to eat|something to drink|a meal|a snack|a fruit|a vegetable|a beverage|a dish|something tasty",
    "travel-places": "a vehicle|a building|a place|transport|a landscape|the sky|the weather|a clock|the time of day|travel|a house|a way to travel|scenery",
    "activities": "a sport|a game|a hobby|a celebration|a pastime|playing|a party|an event|a medal|sports gear|an art|leisure",
    "objects": "an object|a tool|a thing|a piece of clothing|a device|a household item|an instrument|office stuff|something you can buy|equipment|a utensil",
    "symbols": "a sign|a symbol|a button|an arrow|a letter or number|a mark|a shape|a zodiac sign|a warning|a pictogram",
    "smileys-emotion": "a smiley|a face|a heart|an emotion|a feeling|a smiley face|an expression|a mood|a cartoon face",
    "people-body": "a person|a hand|a part of the body|somebody|a man|a woman|people|a human|a gesture|someone doing a job|a family",
}
SUBGROUP_WORDS = {
    "alphanum": "a letter|a word in a box", "animal-amphibian": "an amphibian", "animal-bird": "a bird", "animal-bug": "an insect|a bug",
    "animal-mammal": "a mammal|an animal with fur", "animal-marine": "a sea animal", "animal-reptile": "a reptile", "arrow": "an arrow",
    "arts-crafts": "art|a craft", "av-symbol": "a player button", "award-medal": "a medal|an award", "body-parts": "a body part",
    "book-paper": "a book|paper", "cat-face": "a cat's face with a feeling", "clothing": "clothes|something to wear", "computer": "a computer part",
    "currency": "a currency sign", "dishware": "dishes|tableware", "drink": "a drink|something to drink", "emotion": "a feeling in a picture",
    "event": "a celebration", "face-affection": "a loving face", "face-concerned": "a sad or worried face", "face-costume": "a face in costume",
    "face-glasses": "a face with glasses", "face-hand": "a face with a hand", "face-hat": "a face with a hat", "face-negative": "an angry face",
    "face-neutral-skeptical": "a doubtful face", "face-sleepy": "a sleepy face", "face-smiling": "a happy face", "face-tongue": "a face with its tongue out",
    "face-unwell": "a sick face", "family": "a family", "food-asian": "Asian food", "food-fruit": "a fruit", "food-prepared": "a cooked meal",
    "food-sweet": "something sweet|a dessert", "food-vegetable": "a vegetable", "game": "a game", "gender": "a gender sign", "geometric": "a coloured shape",
    "hand-fingers-closed": "a fist or thumb", "hand-fingers-open": "an open hand", "hand-fingers-partial": "a hand sign", "hand-prop": "a hand holding something",
    "hand-single-finger": "a pointing finger", "hands": "two hands", "heart": "a heart", "hotel": "a hotel thing", "household": "something for the home",
    "keycap": "a number key", "light-video": "a lamp or camera", "lock": "a lock or key", "mail": "mail|post", "math": "a maths sign",
    "medical": "something medical", "money": "money", "monkey-face": "a monkey's face", "music": "a music sign", "musical-instrument": "a musical instrument",
    "office": "something for the office", "other-object": "a thing", "other-symbol": "a symbol", "person": "a person|a man or a woman",
    "person-activity": "a person doing something", "person-fantasy": "a fantasy figure", "person-gesture": "a person making a gesture",
    "person-resting": "a person resting", "person-role": "a person at work|a job", "person-sport": "a person doing sport", "person-symbol": "a figure of people",
    "phone": "a phone", "place-building": "a building", "place-geographic": "a landscape", "place-map": "a map", "place-other": "a place",
    "place-religious": "a religious building", "plant-flower": "a flower", "plant-other": "a plant", "punctuation": "a punctuation mark",
    "religion": "a religious symbol", "science": "something for science", "sky-weather": "the weather|something in the sky", "sound": "something that makes sound",
    "sport": "a sport", "time": "a clock|the time", "tool": "a tool", "transport-air": "an aircraft", "transport-ground": "a land vehicle",
    "transport-sign": "a traffic sign", "transport-water": "a boat", "warning": "a warning sign", "writing": "something to write with", "zodiac": "a zodiac sign",
}
GROUPS = sorted(GROUP_WORDS)
SUBGROUPS = sorted(SUBGROUP_WORDS)


def group_phrases(rng):
    """One phrase for each group: one of its words, or two or three of them."""
    out = []
    for g in GROUPS:
        phrase = EVALUATED[g]
        while phrase == EVALUATED[g]:
            words = rng.sample(GROUP_WORDS[g].split("|"), rng.choice((1, 1, 2, 2, 3)))
            phrase = " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
        out.append(templated(phrase, 0.3, rng))
    return out


def subgroup_phrases(chosen, rng):
    return [templated(rng.choice(SUBGROUP_WORDS[SUBGROUPS[k]].split("|")), 0.3, rng) for k in chosen]
