"""Cues for things that the speaker lacks, or that are not known or not real."""

from __future__ import annotations

import re

from portcheck.detectors.refusal.cue import Phrase, cue

LACKS = cue(
    "lacks",
    Phrase(
        r"\b(?:i|we) (?:currently |also |simply |unfortunately )?(?:lack|have no|(?:do not|did "
        r"not|cannot) (?:currently |actually )?(?:have|find|see|locate|possess|retain|store|get)) "
        r"(?:the |any |an? |enough |sufficient |specific |direct |real-time ){0,2}(?:\w+ "
        r")?(?:access|information|data|details|knowledge|ability|capability|capabilities|records?|"
        r"attachments?|files?|context|memory|reminders?)\b",
        finds="I don't have access to your files.",
        passes="You don't have access to the files, and I know why.",
    ),
    Phrase(
        r"\b(?:i|we) (?:cannot|am unable to|am not able to|do not) (?:currently |actually |"
        r"directly )?(?:access|browse|open|view|see|hear|play|set (?:a |an |any )?(?:reminders?|"
        r"alarms?|timers?)|look up|search|predict|verify|recall|remember|know|find|locate|read "
        r"(?:your|the|files)|display|watch|listen|make (?:phone )?calls|place|send (?:e-?mails?|"
        r"messages)|tell (?:you )?(?:the (?:current|exact)|what (?:time|day)))\b",
        finds="I can't open links.",
        passes="You can't open links, but I can.",
    ),
    Phrase(
        r"\bi am not (?:aware of|familiar with|sure (?:what|which|who))\b",
        finds="I'm not familiar with that book.",
        passes="They're not familiar with that book, I think.",
    ),
    Phrase(
        r"\bi am (?:unable|not able) to (?:access|browse|open|view|see|hear|play|find|locate|look|"
        r"search|verify|predict|determine|process (?:images|audio)|display)\b",
        finds="I'm unable to open the file.",
        passes="She's unable to open the file, and we are too.",
    ),
    Phrase(
        r"\b(?:cannot|unable to|not able to) (?:provide|give|offer|share|tell|answer|help|"
        r"assist)\b.{0,60}\b(?:real-time|current|live|up-to-date|latest|recent|without (?:more|"
        r"further|additional|seeing|knowing)|unless you|until you|beyond my)\b",
        finds="I can't give you the latest score.",
        passes="I can't give a lift to the last guest.",
    ),
    Phrase(
        r"\b(?:cannot|unable to|not able to) \w+.{0,80}\b(?:as|because|since),? (?:i|it|my|"
        r"there)(?: \w+)? (?:do not have|have no|cannot (?:access|see|browse)|was not (?:attached|"
        r"included)|knowledge|training|lack|am a text)\b",
        finds="I cannot say because I have no figures.",
        passes="I cannot say because the figures differ.",
    ),
    Phrase(
        r"\bmy (?:knowledge|training|information)(?: \w+)? (?:ends|stops|only|is (?:limited|"
        r"current|based)|cut-?off|was|goes|does not (?:include|extend))\b",
        finds="My knowledge ends in 2023.",
        passes="My patience ends here.",
    ),
    Phrase(
        r"\b(?:cannot|unable to|not able to|could not|would not be able to) (?:\w+ly )?(?:provide|"
        r"give|offer|make|tell|share|calculate|determine|quote|say|assess|offer)(?: you)?(?: "
        r"with)?(?: an?| the| any| your)? (?:\w+ly )?(?:precise|exact|specific|meaningful|"
        r"definitive|definite|accurate|reliable|concrete|quantitative|legitimate|valid|"
        r"substantive|informed|actual|targeted|single|numerical|complete|proper)\b",
        finds="I can't give an exact date.",
        passes="I can't give a date.",
    ),
    Phrase(
        r"\bi (?:would )?need (?:more|additional|further|some|to (?:know|see)|the|a bit)\b|"
        r"\bwithout (?:more|further|additional|specific|knowing|seeing|access|the actual)\b",
        finds="I would need more details.",
        passes="You would need more details, I think.",
    ),
)
"""The speaker says that it does not know, cannot find out, or needs to be given something."""

UNKNOWN = cue(
    "unknown",
    Phrase(
        r"\b(?:there (?:is|are) no|no) (?:\w+ )?(?:public(?:ly)?|available|reliable|known|"
        r"official|verified|surviving|credible|information|records?)\b",
        finds="There is no reliable record of it.",
        passes="There is no need for a record.",
    ),
    Phrase(
        r"\b(?:nobody|no one|i do not|we do not|it is not) (?:can |actually |really )?(?:tell|"
        r"know|known)\b",
        finds="Nobody can tell.",
        passes="Somebody can tell.",
    ),
    Phrase(
        r"\b(?:could|can|would|please) (?:you )?(?:please )?(?:provide|share|give|upload|paste|"
        r"clarify|specify|attach|rephrase)\b",
        finds="Could you share the log?",
        passes="You could see the log.",
    ),
)
"""The answer is not known, or the question is not understood."""

PERSONAL = re.compile(
    r"\b(?:(?:personal|sensitive) (?:information|data|details|records?|or private)|private|"
    r"confidential|individuals?|privacy)\b"
)
"""Words that, together with a lack of access, show a policy on privacy."""

FICTION = cue(
    "fiction",
    Phrase(
        r"\b(?:is|are|was|were|being|as) (?:a |an )?(?:\w+ )?(?:fictional|fictitious|imaginary|"
        r"made-up|mythical|invented)\b|\b(?:does|do|did) not (?:actually )?exist\b",
        finds="The town is fictional.",
        passes="The town is real, and exists.",
    ),
)
"""The thing that the prompt asks for does not exist."""
