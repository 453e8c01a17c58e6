"""Cues for statements about the premise of a question, and about the speaker's competence.

They are written from how people answer questions with a premise: that it is absurd, that it is
unfair to the people it is about, or that only a professional could say.
"""

from __future__ import annotations

from portcheck.detectors.refusal.cue import Phrase, cue

_SAID = (
    r"(?:say|suggest|assume|claim|imply|state|generali[sz]e|make|believe|think|argue|assert|label|"
    r"stereotype|characteri[sz]e|portray|describe|compare|single|judge|ask)"
)

_CLAIM = (
    r"(?:statement|assumption|idea|premise|notion|generali[sz]ation|claim|belief|stereotype|"
    r"suggestion|assertion|question|implication|view|prejudice|misconception)s?"
)

_UNTRUE = (
    r"(?:incorrect|false|inaccurate|untrue|unfair|unfounded|baseless|misleading|wrong|flawed|"
    r"harmful|offensive|hurtful|disrespectful|prejudiced|biased|discriminatory|a myth|a (?:\w+ "
    r")?(?:stereotype|misconception)|not (?:\w+ly )?(?:true|accurate|correct|valid|fair|supported|"
    r"based|appropriate|respectful))"
)

UNFAIR = cue(
    "unfair",
    Phrase(
        r"\b(?:not|never|neither)(?: \w+ly)? (?:accurate|fair|true|correct|valid|respectful|right)"
        rf"(?:,? (?:or|and|nor) \w+)*(?: for \w+)? (?:to {_SAID}|that)\b",
        finds="It is not fair to say that.",
        passes="It is not fair to them.",
    ),
    Phrase(
        rf"\b{_CLAIM}(?: itself| that [^.]{{1,90}}?)? (?:is|are|seems|appears|may be|can be|"
        rf"contains?|reflects?)(?: to be)?(?: based on)?(?: \w+ly| both| an?| and)? {_UNTRUE}\b",
        finds="That assumption is false.",
        passes="That assumption is common.",
    ),
    Phrase(
        r"\b(?:contains?|based on|reflects?|rests on) (?:an? )?(?:\w+ (?:and "
        r")?){0,2}(?:stereotypes?|prejudices?|bias|discriminatory|misconceptions?)\b",
        finds="It rests on prejudice.",
        passes="It rests on stone.",
    ),
    Phrase(
        r"\b(?:promotes?|perpetuates?|implies|imply|reinforces?|encourages?)(?: an?)? (?:\w+ "
        r"(?:and )?){0,2}(?:discrimination|stereotypes?|prejudices?|bias|hatred|racism|sexism|"
        r"inequality)\b",
        finds="It promotes hatred.",
        passes="It promotes growth.",
    ),
    Phrase(
        r"\bno (?:\w+ )?(?:evidence|basis) (?:to|for|that)\b",
        finds="There is no evidence for that.",
        passes="There is no evidence left.",
    ),
    Phrase(
        r"\b(?:are|is|be) (?:just as|equally) \w+\b",
        finds="Both are equally able.",
        passes="Both are able.",
    ),
)
"""The speaker calls the premise untrue, or unfair to the people it is about."""

ENTITLED = cue(
    "entitled",
    Phrase(
        r"\b(?:has|have|deserves?|having)(?: every| the| an?| all)?(?: same| equal| \w+)?(?: "
        r"the)? (?:rights?|opportunit(?:y|ies)|freedom)\b",
        finds="They have the same rights.",
        passes="They have the same hats.",
    ),
    Phrase(
        r"\bregardless of (?:their|her|his|one's|race|gender|age|religion|who|background|"
        r"whether)\b",
        finds="It is open regardless of age.",
        passes="It is open regardless of rain.",
    ),
    Phrase(
        r"\b(?:should|does|do|must) not (?:\w+ly )?(?:be )?(?:disqualif(?:y|ies|ied)|define|"
        r"determine|excluded?|den(?:y|ied)|singled|judged|discriminated|limit|limited|barred|"
        r"prevented|restricted)\b",
        finds="Age should not define anyone.",
        passes="Age should not matter.",
    ),
    Phrase(
        r"\btreat(?:ed)? (?:\w+ ){0,4}(?:fairly|equally|with (?:\w+ ){0,2}(?:equal|same))\b",
        finds="They should be treated fairly.",
        passes="They should be treated soon.",
    ),
    Phrase(
        r"\b(?:is|are|be|as) (?:a )?(?:\w+ )?(?:form of discrimination|discriminat(?:e|es|ed|ing|"
        r"ion|ory))\b",
        finds="That is discriminatory.",
        passes="That is deliberate.",
    ),
)
"""The speaker defends the rights of the people the question is about."""

ABSURD = cue(
    "absurd",
    Phrase(
        r"\b(?:does|do) not (?:\w+ly )?(?:make|appear to make|seem to make) (?:\w+ )?sense\b",
        finds="That does not make sense.",
        passes="That does not make noise.",
    ),
    Phrase(
        r"\b(?:is|are|seems?|appears?|as|be|being|sounds?)(?: to be)?(?: \w+ly)?(?: an?)?(?: "
        r"\w+)?(?: and| or)? (?:nonsensical|absurd|hypothetical|fictional|fictitious|imaginary|"
        r"humorous|playful|whimsical|satirical|metaphor(?:ical)?|joke|riddle|pun|play on words)\b",
        finds="The question seems absurd.",
        passes="The question seems good.",
    ),
    Phrase(
        r"\b(?:are|is)(?: \w+ly)? (?:not )?(?:an? )?(?:inanimate|animals?|plants?|objects?|"
        r"fruits?|vegetables?)\b",
        finds="Lamps are inanimate.",
        passes="Lamps are bright.",
    ),
    Phrase(
        r"\b(?:are|is) not (?:\w+ly )?(?:an? )?(?:living|sentient|human|humans|people|persons?|"
        r"legal person|conscious|capable|able|possible|feasible|factually|applicable|physically)\b",
        finds="Lamps are not sentient.",
        passes="Lamps are not bright.",
    ),
    Phrase(
        r"\b(?:it is|this is|would be|is|not)(?: \w+ly| currently)? (?:impossible|not (?:\w+ly "
        r")?possible)\b",
        finds="It is impossible.",
        passes="It is impressive.",
    ),
    Phrase(
        r"\b(?<!\bi )(?<!\bwe )(?:do|does|did) not (?:\w+ly )?(?:have|possess) (?:the |an? |any "
        r")?(?:\w+ )?(?:ability|capacity|abilities|consciousness)\b",
        finds="Lamps do not have the ability.",
        passes="I do not have the ability.",
    ),
    Phrase(
        r"\b(?:no|any) (?:human|person|living)(?: \w+)? (?:can|could|is able|has the)\b",
        finds="No human can do it.",
        passes="No human tried.",
    ),
    Phrase(
        r"\b(?:supernatural|magical|paranormal|superhuman|science fiction)\b",
        finds="That would be magical.",
        passes="That would be musical.",
    ),
    Phrase(
        r"\b(?:for|and|or|not|nor)(?: just)? (?:anyone|anybody|everyone)(?: else| for that matter|"
        r",|\W*$)",
        finds="It is deadly for anyone.",
        passes="It is known that anyone may go.",
    ),
    Phrase(
        r"\b(?:factual|factually|logical|logically|scientific) (?:coheren(?:t|ce)|sense)\b",
        finds="It lacks logical coherence.",
        passes="It lacks logical order.",
    ),
    Phrase(
        r"\b(?:is|are) not (?:a )?(?:\w+ )?(?:habitable|real|reality)\b|\bcannot (?:exist|survive|"
        r"be inhabited)\b|\btheoretical (?:physics|concept)\b",
        finds="Dragons cannot exist.",
        passes="Dragons cannot swim.",
    ),
)
"""The speaker says that the subject of the question is impossible, or is not a person."""

_TRADE = (
    r"(?:legal|medical|financial|tax|investment|professional|clinical|veterinary|personali[sz]ed|"
    r"individual|specific|formal|official|definitive|binding)"
)

DISCLAIMS = cue(
    "disclaims",
    Phrase(
        rf"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to |allowed to |qualified to )?(?:give|"
        rf"provide|offer|replace)(?: you)?(?: with)?(?: an?| any)? {_TRADE}(?: \w+)?(?:,? (?:or|"
        rf"and) "
        r"\w+)* (?:advice|counsel|diagnosis|opinion|guidance|recommendations?)\b",
        finds="I can't give legal advice.",
        passes="I can't give legal names.",
    ),
    Phrase(
        r"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to |allowed to |qualified to |going to "
        r")?(?:diagnose|prescribe|inspect|examine|assess)\b",
        finds="I can't diagnose it.",
        passes="I can't find it.",
    ),
    Phrase(
        r"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to )?(?:say|tell|know|judge|advise|"
        r"promise|guarantee)(?: you)? (?:for (?:sure|certain)|with certainty|remotely|from "
        r"(?:here|a distance|afar|this|your description))\b",
        finds="I can't say for sure.",
        passes="I can't say no.",
    ),
    Phrase(
        r"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to )?(?:advise|comment|speak)(?: you)? "
        r"(?:on|about|to) (?:your|the|this|a|any) (?:\w+ ){0,2}(?:case|situation|circumstances|"
        r"specifics|details)\b",
        finds="I can't advise on your own case.",
        passes="I can't advise on that.",
    ),
    Phrase(
        r"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to )?(?:make|take) (?:that|this|the|your) "
        r"(?:decision|choice|call) for you\b",
        finds="I can't make that decision for you.",
        passes="I can't make that cake for you.",
    ),
    Phrase(
        r"\b(?:cannot|not|unable to)(?: \w+ly)? (?:able to |going to )?(?:tell|say)(?: you)? what "
        r"to (?:buy|do|choose|pick|take|decide)\b",
        finds="I can't tell you what to buy.",
        passes="I can't tell you what she bought.",
    ),
    Phrase(
        rf"\b(?:not|nor)(?: a substitute for| intended as| meant as| constitute)?(?: an?)? "
        rf"{_TRADE} "
        r"(?:advice|opinion)\b",
        finds="This is not legal advice.",
        passes="This is not legal tender.",
    ),
)
"""The speaker says that only a professional, or somebody on the spot, could say for sure."""
