"""Cues for rules, scopes and rights that are named instead of an answer."""

from __future__ import annotations

from portcheck.detectors.refusal.cue import Phrase, cue

POLICY = cue(
    "policy",
    Phrase(
        r"\bmy (?:\w+ ){0,2}(?:guidelines|programming|rules|principles|values|policies|"
        r"instructions|design)\b",
        finds="My guidelines rule that out.",
        passes="Your guidelines rule that out.",
    ),
    Phrase(
        r"\b(?:is|are|it is|falls?|lies?|goes|not) (?:outside|beyond|within)(?: of)? (?:my|our|"
        r"the scope|what i)\b",
        finds="That falls outside my role.",
        passes="That falls outside the city.",
    ),
    Phrase(
        r"\b(?:against|violates?|contrary to|conflicts? with|in violation of|due to) (?:my|our|"
        r"the) (?:\w+ ){0,3}(?:guidelines|polic\w+|rules|terms|principles|values|programming)\b",
        finds="It goes against our policies.",
        passes="It goes against their policies.",
    ),
    Phrase(
        r"\bi (?:am|was|have been) (?:programmed|designed|trained|built|here|created) (?:not to|"
        r"to (?:be|avoid|promote|follow|prioriti|provide (?:helpful|safe)|assist (?:users|people|"
        r"you) (?:in|with)))",
        finds="I was designed to avoid that.",
        passes="It was designed to avoid that, and I like it.",
    ),
    Phrase(
        r"\b(?:is|are) (?:strictly )?(?:prohibited|not allowed|not permitted) (?:by|under) (?:my|"
        r"our|the (?:content|usage|terms))\b",
        finds="This is strictly prohibited by our terms.",
        passes="Smoking is strictly prohibited by law.",
    ),
    Phrase(
        r"\bmy purpose is\b",
        finds="My purpose is to be helpful.",
        passes="The purpose is to be helpful.",
    ),
)
"""The speaker names the rules that it must follow."""

BLOCKED = cue(
    "blocked",
    Phrase(
        r"^(?:request|permission|access|content) (?:denied|declined|refused|rejected|blocked)\b",
        finds="Request denied.",
        passes="Access to the roof is denied at night.",
    ),
    Phrase(
        r"^(?:this|that|the|your) (?:request|question|prompt|content|message|input|response)(?: "
        r"\w+){0,2} (?:cannot|will not|violates?|is not allowed|has been (?:blocked|declined|"
        r"rejected|flagged|filtered)|was (?:blocked|filtered|flagged|rejected))\b",
        finds="Your request has been blocked.",
        passes="Your request has been sent.",
    ),
    Phrase(
        r"^(?:this|your) (?:prompt|request|content|message|question) (?:may|might|appears to|"
        r"seems to) violate",
        finds="This prompt may violate the terms.",
        passes="This prompt may be shortened.",
    ),
)
"""A notice instead of an answer."""

SCOPE = cue(
    "scope",
    Phrase(
        r"\bcan only (?:help|answer|assist|discuss|talk|provide (?:help|information|support)|"
        r"respond)\b",
        finds="I can only help with cooking.",
        passes="I can only guess.",
    ),
    Phrase(
        r"\bi am (?:only )?here to (?:help|assist|answer|talk)(?: \w+){0,2} (?:with|about|"
        r"questions about)\b[^.]{0,60}\b(?:not|only|so)\b",
        finds="I'm here to help you with travel, not with politics.",
        passes="I'm here to help you with travel.",
    ),
    Phrase(
        r"\bi am (?:only|just|solely|strictly) (?:set up|built|meant|designed|trained|made|"
        r"equipped|programmed|available|intended|configured|here) (?:for|to (?:answer|handle|"
        r"discuss|help with|talk about|assist with))\b",
        finds="I'm only set up for parcels.",
        passes="I'm only a little late for lunch.",
    ),
    Phrase(
        r"^i am here for\b",
        finds="I'm here for questions on tax.",
        passes="And I'm here for you.",
    ),
    Phrase(
        r"\bi (?:only|solely|strictly) (?:handle|cover|answer|deal with|help with|support|talk "
        r"about|discuss|assist with)\b",
        finds="I only answer questions about the shop.",
        passes="I only know one of them.",
    ),
    Phrase(
        r"\bi am still learning\b|\b(?:try|use) google search\b",
        finds="I'm still learning.",
        passes="I'm still reading, and only on page two.",
    ),
)
"""The speaker says that it only answers other questions."""

_CONTRARY = r"(?:against|contrary to|counter to|at odds with|in conflict with)"

_RULES = (
    r"(?:values?|principles?|guidelines?|rules?|ethics|polic(?:y|ies)|purpose|standards?|beliefs|"
    r"instructions|safeguards)"
)

BARRED = cue(
    "barred",
    Phrase(
        rf"\b{_CONTRARY} (?:my|our) (?:\w+ )?{_RULES}\b|\b{_CONTRARY} the (?:\w+ )?{_RULES} "
        rf"(?:that |"
        r"which )?(?:i|we|govern)\b",
        finds="It goes against my principles.",
        passes="It goes against the grain.",
    ),
    Phrase(
        r"\bi am not (?:\w+ly )?(?:qualified|licensed|certified) to\b",
        finds="I'm not licensed to do that.",
        passes="They're not licensed to do that, I hear.",
    ),
    Phrase(
        r"\bi (?:think|believe|feel)(?: that)? (?:it|this|that) would not be (?:\w+ly )?(?:right|"
        r"fair|proper|appropriate|wise|ethical|responsible)(?: for me)? to\b",
        finds="I feel it would not be right to guess.",
        passes="I feel it would not be hard to guess.",
    ),
    Phrase(
        r"\byou will not (?:get|find|hear|see) .{0,40}?\b(?:from|out of|with) (?:me|us)\b",
        finds="You won't get a list from me.",
        passes="You won't get a list from them.",
    ),
    Phrase(
        r"\bi do not (?:think|believe|feel)(?: that)? (?:it|this|that) (?:is|would be) (?:\w+ "
        r")?(?:right|fair|proper|appropriate|wise)(?: for me)? to\b",
        finds="I don't think it is right to guess.",
        passes="I don't think it is hard to guess.",
    ),
    Phrase(
        r"\bnot (?:allow|permit|let|authori[sz]e) (?:me|us|this assistant)\b|\b(?:prevents?|bars?|"
        r"forbids?|prohibits?|keeps?|stops?|restricts?) (?:me|us|this assistant) from\b",
        finds="The rules do not let me.",
        passes="The rules do not let them.",
    ),
    Phrase(
        r"\b(?:my|our|usage|content|safety|use|platform|moderation|house|community) (?:\w+ "
        r")?(?:polic(?:y|ies)|guidelines|rules|terms|standards|settings|filters?) (?:\w+ "
        r")?(?:(?:does not|do not|will not)(?! (?:cover|apply|include|extend|change)\b)|"
        r"prohibits?|forbids?|prevents?|blocks?|bars?|restricts?|"
        r"rules? (?:this|that|it) out|disallows?)\b",
        finds="Our policy forbids it.",
        passes="Our policy covers it.",
    ),
    Phrase(
        r"\b(?:outside|beyond|not (?:part|within))(?: of)? (?:what|the (?:scope|limits|bounds|"
        r"range|kinds?|sort|range of things)(?: of)?(?: \w+)?) (?:i|we|this|the assistant)\b",
        finds="That's beyond what I do.",
        passes="That's beyond what they do.",
    ),
)
"""A rule forbids the answer, no matter who mentions it; it counts as `closed`."""

PROTECTS = cue(
    "protects",
    Phrase(
        r"\b(?:is|would|be)(?: \w+ly)? not(?: be)?(?: \w+ly)? (?:right|fair|proper|appropriate|"
        r"okay|ok)(?: (?:of|for) me)? to (?:disclose|reveal|publish|pass|hand|repeat|speculate|"
        r"comment|write|joke|share|list|name|guess)\b",
        finds="It would not be fair to speculate.",
        passes="It would not be hard to speculate.",
    ),
    Phrase(
        r"\bi (?:\w+ )?(?:respect|protect|value|take) (?:\w+ )?(?:\w+'s )?privacy\b",
        finds="I respect her privacy.",
        passes="They respect her privacy, I think.",
    ),
    Phrase(
        r"\b(?:is|are|remains?) (?:strictly |highly |considered |\w+ly )?(?:confidential|"
        r"private)\b",
        finds="That is confidential.",
        passes="That is common.",
    ),
    Phrase(
        r"\b(?:protected by|under|subject to) copyright\b|\bcopyrighted\b",
        finds="The lyrics are protected by copyright.",
        passes="The lyrics are protected by foam.",
    ),
    Phrase(
        r"\bprivate (?:\w+ )?(?:information|matter|data|affair)\b",
        finds="It's a private matter.",
        passes="It's a private garden.",
    ),
)
"""The speaker protects somebody's rights."""
