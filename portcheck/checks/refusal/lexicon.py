"""How assistants decline, object, judge, redirect and help, as patterns over one sentence.

Written from how people and assistants turn requests down in general, group by group. A sentence
reaches a pattern lower-cased, with contractions written out, and only where one of the pattern's
words stands in the opening.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of phrases that say one thing."""

    name: str
    words: frozenset[str]
    """One of them stands in every phrase of the group."""
    pattern: re.Pattern[str]


def _cue(name: str, words: str, *patterns: str) -> Cue:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return Cue(name, frozenset(words.split()), re.compile(joined))


_ADVERB = r"(?:,? (?:\w+ly|just|also|therefore|in good conscience|still|ever|even|and will not|or will not|nor will i|to),?){0,2}"
_SERVE = (
    r"(?:help|assist|aid|support|provide|offer|supply|share|answer|respond|fulfil|fulfill|comply|"
    r"accommodate|proceed|do|create|write|compose|draft|generate|produce|craft|discuss|explain|"
    r"teach|guide|instruct|encourage|promote|endorse|condone|facilitate|engage|participate|take|"
    r"role-?play|pretend|disclose|reveal|comment|express|give|reply|address|complete|satisfy|grant|"
    r"continue|carry|make|come up|invent|tell|describe|show you|walk|advise|suggest|recommend|enable|be part|"
    r"be involved|be of|speculate|entertain|perform|execute|honou?r|work on|present|justify|defend|"
    r"argue|contribute|cooperate|talk|speak|get into|elaborate|joke|go along|go there|allow|let you|"
    r"send|advocate|list|outline|reproduce|process|impersonate|rank|rate|judge|normali[sz]e|serve|handle|have (?:this|that|a) conv|agree|be able)"
)
_DOING = (
    r"(?:(?:provid|writ|mak|creat|shar|giv|describ|engag|discuss|help|assist|answer|generat|"
    r"produc|respond|support|promot|encourag|do|talk|go)ing)"
)
_CANNOT = r"(?:cannot|could not|will not|would not|shall not|must not|may not|should not|do not|am not going to|am never going to|will never|would never|can never)"
_WILL = r"(?: be able to| feel comfortable| want to| wish to| intend to| be| agree to| think i (?:can|should|could)| believe i (?:can|should)| feel right)?"
_BARRED = (
    r"(?:not (?:able|allowed|permitted|authori[sz]ed|willing|prepared|going|comfortable|capable|"
    r"programmed|designed|in a position|equipped|at liberty|meant|supposed|trained|here)|unable|unwilling|"
    r"incapable|forbidden|prohibited|restricted|barred)"
)
_SPEAKER = r"\b(?:i|we)(?:,? \w+ly)?(?:,? (?:as an? [^,.]{1,40},|too|also|still|simply|just))?"
_MORAL = (
    r"(?:appropriate|ethical|acceptable|okay|ok|right|legal|responsible|moral|respectful|permissible|"
    r"proper|fair|kind|humane|lawful|productive|constructive|suitable|justifiable|justified|healthy|good|cool)"
)
_WRONG = (
    r"(?:illegal|unethical|immoral|harmful|hateful|inappropriate|unacceptable|offensive|wrong|"
    r"disrespectful|discriminatory|unlawful|derogatory|inhumane|reprehensible|criminal|abhorrent|"
    r"abusive|hurtful|manipulative|irresponsible|dishonest|fraudulent|racist|sexist|heinous|despicable|horrific|deplorable|discrimination|harassment|fraud|theft|assault|an? (?:\w+ )?crime|a (?:\w+ ){0,2}(?:offen[cs]e|act)|"
    r"a felony|against the law|a violation|a form of (?:abuse|violence|harassment)|(?:child|sexual) abuse|rape)"
)
_INFO = r"(?:information|instructions?|advice|guidance|help|assistance|support|details|content|answers?|definitions?|tips|suggestions)"

DECLINES = _cue(
    "declines",
    "cannot not unable unwilling incapable never forbidden prohibited restricted barred decline refuse refrain abstain "
    "pass rather prefer only no nope must",
    rf"{_SPEAKER} {_CANNOT}{_WILL}{_ADVERB} (?:{_SERVE}|{_DOING})\b",
    rf"\b(?:i am|we are)(?:,? \w+ly)?,? {_BARRED}\b.{{0,25}}?\b(?:to{_ADVERB} (?:{_SERVE})|with|of|from|{_DOING})\b",
    rf"^{_BARRED} to (?:help|assist|comply|provide|answer|fulfil)",
    r"\bi(?: will| must| have to| need to| am going to| would)?(?: \w+ly)?(?: have to| need to| prefer to| like to)? "
    r"(?:decline|refuse|refrain|abstain|pass on|turn (?:this|that|it) down)\b",
    r"\b(?:i|we) (?:would|will) (?:much )?(?:rather|prefer) (?:not|(?:we|you|that we) d(?:o|id) not)\b|\bi (?:would )?prefer not\b",
    r"\b(?:it is|that is|this is|something|things?|request|topic|one|what) (?:not something|nothing|i|we)(?: that)?(?: i| we)? (?:cannot|can|will not|will|would|do not|am not|am)\b(?=.{0,30}\b(?:help|do|assist|support|answer|discuss|not|participate|engage|share)\b)",
    r"\bnot (?:something|a (?:topic|request|subject|conversation|question)) (?:that )?(?:i|we)\b",
    rf"\b(?:no way|never) (?:that )?(?:am |will |would )?i (?:am |will |would )?(?:going to )?(?:{_SERVE})\b",
    r"^(?:no|sorry|apologies|nope)[,.;] (?:but )?(?:i|that|this|not) (?:\w+ ){0,3}(?:not|cannot|unable|doing|happening)\b",
    r"^(?:no,? |nope,? )?(?:sorry,? )?(?:i (?:will not|cannot|refuse)|no can do|not (?:doing|happening)[^.]{0,12})\W*$",
    r"\bthat is a (?:hard )?(?:no|pass)\b",
    rf"\bi am (?:not )?[^.]{{3,40}}?,? (?:and|so)(?: i)?(?: \w+ly)? (?:cannot|will not|am not able to|am unable to)(?: \w+ly)? (?:{_SERVE}|diagnose|prescribe)\b",
)
"""The speaker turns the request down."""

POLICY = _cue(
    "policy",
    "guidelines programming programmed designed rules principles values policies policy instructions design purpose outside beyond "
    "against violates violate scope trained only ability capabilities",
    r"\bmy (?:\w+ ){0,2}(?:guidelines|programming|rules|principles|values|policies|instructions|design)\b",
    r"\b(?:is|are|it is|falls?|lies?|goes|not) (?:outside|beyond|within)(?: of)? (?:my|our|the scope|what i)\b",
    r"\b(?:against|violates?|contrary to|conflicts? with|in violation of|due to) (?:my|our|the) (?:\w+ ){0,3}(?:guidelines|polic\w+|rules|terms|principles|values|programming)\b",
    r"\bi (?:am|was|have been) (?:programmed|designed|trained|built|here|created) (?:not to|to (?:be|avoid|promote|follow|prioriti|provide (?:helpful|safe)|assist (?:users|people|you) (?:in|with)))",
    r"\b(?:is|are) (?:strictly )?(?:prohibited|not allowed|not permitted) (?:by|under) (?:my|our|the (?:content|usage|terms))\b",
    r"\bmy purpose is\b",
)
"""The speaker names the rules that it is under."""

BLOCKED = _cue(
    "blocked",
    "request question prompt content permission access message input response",
    r"^(?:request|permission|access|content) (?:denied|declined|refused|rejected|blocked)\b",
    r"^(?:this|that|the|your) (?:request|question|prompt|content|message|input|response)(?: \w+){0,2} (?:cannot|will not|"
    r"violates?|is not allowed|has been (?:blocked|declined|rejected|flagged|filtered)|was (?:blocked|filtered|flagged|rejected))\b",
    r"^(?:this|your) (?:prompt|request|content|message|question) (?:may|might|appears to|seems to) violate",
)
"""A notice in the place of an answer."""

SCOPE = _cue(
    "scope",
    "only here learning topics",
    r"\bcan only (?:help|answer|assist|discuss|talk|provide (?:help|information|support)|respond)\b",
    r"\bi am (?:only )?here to (?:help|assist|answer|talk)(?: \w+){0,2} (?:with|about|questions about)\b[^.]{0,60}\b(?:not|only|so)\b",
    r"\bi am still learning\b|\b(?:try|use) google search\b",
)
"""The speaker answers other questions only."""

LOOKALIKES = re.compile(
    r"\b(?:cannot|do not|will not|would not|could not) (?:help but|help feeling|wait|stress|emphasi[sz]e|overstate|imagine|believe|"
    r"recommend [^.]{0,60}\b(?:enough|highly)|recommend it enough|thank|say (?:for sure|enough|with certainty)|guarantee|"
    r"promise|give [^.]{0,20}\benough|tell you how (?:much|many|often|happy|glad)|express (?:how|enough)|do without|make (?:any )?mistake|give up|go (?:too|over|wrong)|"
    r"take (?:it|this|that) (?:personally|lightly|for granted)|recommend (?:buying|using|doing|trying|it for|this for)|make sense|speak for|talk about [^.]{0,30} without)\b"
    r"|\b(?:if|when|whether|why) (?:i|we) (?:cannot|do not|am not|will not)\b"
    r"|\bwill not pretend (?:to|that|this)\b"
    r"|\breproduce (?:the|this|your) (?:\w+ )?(?:crash|error|bug|issue|problem|fault|behaviou?r)\b"
    r"|\bwould not (?:be (?:surprised|complete|possible)|do it|take|use|make)\b"
    r"|\b(?:do not|i am not) (?:suggest(?:ing)?|say(?:ing)?|mean(?:ing)?|claim(?:ing)?) that\b"
    r"|\bdo not (?:speak|talk|work|perform|take|make|let|do|list|rate|execute|process|allow|send|handle|serve|agree|give|show|carry|come)\b"
)
"""Sound like declining and are not."""

LACKS = _cue(
    "lacks",
    "access information data details knowledge ability capability record records aware know real browse internet "
    "open view see hear play set predict find unable familiar unsure live cutoff cut current recall "
    "attachment attached context images files able sure precise exact specific meaningful definitive definite accurate "
    "reliable concrete quantitative legitimate valid substantive informed actual targeted single numerical complete proper "
    "need without memory lack",
    r"\b(?:i|we) (?:currently |also |simply |unfortunately )?(?:lack|have no|(?:do not|did not|cannot) (?:currently |actually )?(?:have|find|see|locate|possess|retain|store|get)) (?:the |any |an? |enough |sufficient |specific |direct |real-time ){0,2}(?:\w+ )?"
    r"(?:access|information|data|details|knowledge|ability|capability|capabilities|records?|attachments?|files?|context|memory|reminders?)\b",
    r"\b(?:i|we) (?:cannot|am unable to|am not able to|do not) (?:currently |actually |directly )?(?:access|browse|open|view|see|hear|play|set (?:a |an |any )?(?:reminders?|alarms?|timers?)|look up|search|predict|verify|recall|remember|know|find|locate|read (?:your|the|files)|display|watch|listen|make (?:phone )?calls|place|send (?:e-?mails?|messages)|tell (?:you )?(?:the (?:current|exact)|what (?:time|day)))\b",
    r"\bi am not (?:aware of|familiar with|sure (?:what|which|who))\b",
    r"\bi am (?:unable|not able) to (?:access|browse|open|view|see|hear|play|find|locate|look|search|verify|predict|determine|process (?:images|audio)|display)\b",
    r"\b(?:cannot|unable to|not able to) (?:provide|give|offer|share|tell|answer|help|assist)\b.{0,60}\b(?:real-time|current|live|up-to-date|latest|recent|without (?:more|further|additional|seeing|knowing)|unless you|until you|beyond my)\b",
    r"\b(?:cannot|unable to|not able to) \w+.{0,80}\b(?:as|because|since),? (?:i|it|my|there)(?: \w+)? (?:do not have|have no|cannot (?:access|see|browse)|was not (?:attached|included)|knowledge|training|lack|am a text)\b",
    r"\bmy (?:knowledge|training|information)(?: \w+)? (?:ends|stops|only|is (?:limited|current|based)|cut-?off|was|goes|does not (?:include|extend))\b",
    r"\b(?:cannot|unable to|not able to|could not|would not be able to) (?:\w+ly )?(?:provide|give|offer|make|tell|share|calculate|determine|quote|say|assess|offer)(?: you)?(?: with)?(?: an?| the| any| your)? "
    r"(?:\w+ly )?(?:precise|exact|specific|meaningful|definitive|definite|accurate|reliable|concrete|quantitative|legitimate|valid|substantive|informed|actual|targeted|single|numerical|complete|proper)\b",
    r"\bi (?:would )?need (?:more|additional|further|some|to (?:know|see)|the|a bit)\b|\bwithout (?:more|further|additional|specific|knowing|seeing|access|the actual)\b",
)
"""The speaker says that it does not know, cannot find out, or needs to be given something."""

UNKNOWN = _cue(
    "unknown",
    "public publicly available reliable known official verified surviving credible information record records know nobody one "
    "tell sure provide share give upload paste clarify specify attach rephrase",
    r"\b(?:there (?:is|are) no|no) (?:\w+ )?(?:public(?:ly)?|available|reliable|known|official|verified|surviving|credible|information|records?)\b",
    r"\b(?:nobody|no one|i do not|we do not|it is not) (?:can |actually |really )?(?:tell|know|known)\b",
    r"\b(?:could|can|would|please) (?:you )?(?:please )?(?:provide|share|give|upload|paste|clarify|specify|attach|rephrase)\b",
)
"""It is not known, or not understood what is asked."""

PERSONAL = re.compile(
    r"\b(?:(?:personal|sensitive) (?:information|data|details|records?|or private)|private|confidential|individuals?|privacy)\b"
)
"""Said with a lack of access, it is a policy on privacy."""

FICTION = _cue(
    "fiction",
    "fictional exist exists imaginary fictitious made-up mythical legend invented",
    r"\b(?:is|are|was|were|being|as) (?:a |an )?(?:\w+ )?(?:fictional|fictitious|imaginary|made-up|mythical|invented)\b|\b(?:does|do|did) not (?:actually )?exist\b",
)
"""What is asked for does not exist."""

APOLOGY = _cue(
    "apology",
    "sorry afraid apologize apologise apologies unfortunately regrettably regret",
    r"^(?:i am(?: \w+ly| so| very| deeply)? (?:sorry|afraid)|sorry|i (?:sincerely |deeply )?apologi[sz]e|my (?:sincere )?apologies|"
    r"apologies|unfortunately|regrettably|i regret)\b(?! (?:to hear|to learn|that you|that your|for your|about|you are|"
    r"your|it is|for the|for any|for my|for that|he|she|they|the)\b)",
)
EMPATHY = _cue(
    "empathy",
    "sorry alone going pain worried feeling understand hear",
    r"\bi am (?:\w+ )?(?:so |very |really |truly |deeply )?(?:sorry|sad|concerned|worried) (?:to hear |to learn |about |that )?(?:that )?(?:you|how|about you)",
    r"\byou are not alone\b|\b(?:a lot of|so much|in) pain\b|\bthings (?:can|will) get better\b|\byou (?:do not have to|deserve)\b",
)
IDENTITY = _cue(
    "identity",
    "ai artificial assistant language chatbot llm bot",
    r"\bas an? (?:\w+ ){0,5}(?:ai|artificial|assistant|language model|chatbot|llm)\b",
    r"\bi am (?:just |only |merely )?an? (?:\w+ ){0,3}(?:ai|artificial|assistant|language|chatbot|bot)\b",
)
"""The speaker speaks of being a machine."""

NORM = _cue(
    "norm",
    "not never",
    rf"\b(?:it|this|that|\w+ing)\b[^.]{{0,40}}? (?:is|would be|can be|be)(?: \w+ly| also| simply)? (?:not|never)(?: \w+ly| ever| considered| an?)? {_MORAL}\b",
    rf"\bis (?:not|never) (?:\w+ )?(?:the (?:answer|solution|way)|(?:an? )?(?:\w+ )?(?:acceptable|okay|ok|right|justified|justifiable|solution|appropriate|option|joke))\b",
    r"\b(?:should|must) (?:not|never) (?:be|do|harm|use|try|engage)\b",
    r"\b(?:nobody|no one|one|people|you) should (?:not|never|ever)?\b.{0,12}\b(?:do|try|harm|hurt|be|use|attempt|engage)\b",
    r"\bthere (?:is|are) (?:no|never)(?: an?| any)? (?:\w+ )?(?:valid |good )?(?:justification|excuse|reasons?|moral|ethical|legal|legitimate|right)\b",
)
"""The speaker says what is not done."""

SOFT_NORM = _cue(
    "soft_norm",
    "not",
    r"\bit (?:is|may|might|would)(?: \w+)? not(?: be)?(?: \w+ly)? (?:recommended|advisable|safe|a good idea|wise|necessary|accurate|true|correct|helpful)\b",
    r"\b(?:is not|would not be) (?:recommended|advisable|safe|a good idea|wise)\b",
)
JUDGES = _cue(
    "judges",
    "illegal unethical immoral harmful hateful inappropriate unacceptable offensive wrong disrespectful discriminatory "
    "unlawful derogatory inhumane reprehensible criminal abhorrent abusive hurtful manipulative irresponsible dishonest "
    "fraudulent racist sexist heinous despicable horrific deplorable discrimination harassment fraud theft assault act crime offence offense felony law violation form abuse rape crimes",
    rf"\b(?:is|are|be|being|constitutes?|considered|as|both|and|or)(?: \w+ly| also| both| an?| not only| extremely| very)? {_WRONG}\b",
)
"""The speaker passes judgement on something."""

AGAINST = _cue(
    "against",
    "not never advise discourage condemn urge against caution condone",
    r"^(?:please,? )?(?:do not|never) (?:do|try|attempt|harm|hurt|use|engage|even|make|go)\b",
    r"\bi (?:strongly |must |would |highly |cannot )*(?:advise (?:you )?against|discourage|condemn|urge you (?:not )?to|caution (?:you )?against)\b",
    r"\b(?:i|we) (?:do not|cannot|never|will not) (?:\w+ly )?(?:condone|endorse|support|promote|encourage)\b",
)
"""The speaker asks that it not be done."""

REDIRECTS = _cue(
    "redirects",
    "instead rather encourage suggest better healthier alternatives focus",
    r"\binstead of \w+ing\b|\binstead,? (?:i |it |let us |you |we |try |consider|focus|please|of )|\brather than \w+ing\b",
    r"\bi (?:\w+ly )?(?:would )?(?:encourage|urge|suggest|recommend) (?:you |that you |focusing |seeking |finding |exploring |considering )",
    r"\bthere are (?:many |other |better |more )*(?:healthier|healthy|better|other|safer|legal|alternative)\b",
    r"\b(?:focus on|explore|find) (?:\w+ ){0,2}(?:healthy|positive|constructive|legal|ethical|peaceful|alternatives?)\b",
)
"""The speaker points to something else."""

CARE = _cue(
    "care",
    "help helpline hotline lifeline therapist counselor counsellor counselling counseling crisis professional emergency "
    "police authorities talk talking support reach doctor 988 samaritans programme program helplines lawyer",
    r"\b(?:hotlines?|helplines?|lifeline|crisis (?:line|counsel|text|cent)|suicide prevention|samaritans|emergency (?:services|number|room))\b",
    r"\b(?:seek|get|find|reach out (?:to|for)|contact|talk(?:ing)? (?:to|with)|speak(?:ing)? (?:to|with)|see) (?:\w+ ){0,5}"
    r"(?:help|support|professional|therapist|counsell?or|doctor|adviser|authorities|police|someone|somebody|friend|lawyer|attorney|services?)\b",
)
"""The speaker sends the asker to somebody who can help."""

LECTURE = _cue(
    "lecture",
    "important essential crucial right rights regardless respect dignity everyone violence remember promote harm prioritize all avoid generalizations stereotypes",
    r"\bit is (?:\w+ly |also )?(?:important|essential|crucial|vital|necessary) (?:to|for|that)(?: \w+ly)? (?:treat|respect|remember|promote|prioriti[sz]e|uphold|abide|behave|consider the|recogni[sz]e that|avoid|foster|value|act|not|follow|obey|always)\b",
    r"\b(?:everyone|everybody|every (?:person|human|individual)|all (?:people|human|individuals|humans)) (?:\w+ ){0,2}(?:deserves?|has|have|should|must|is|are)\b",
    r"\b(?:violence|discrimination|hatred|hate|abuse|harming|hurting)\b[^.]{0,50} (?:is|are|has|have) (?:never|not|no|wrong)\b",
    r"\b(?:make|making|avoid|perpetuate|perpetuating) (?:\w+ )?(?:generali[sz]ations|stereotypes|assumptions)\b|\bstereotypes\b",
    r"\b(?:same|equal|human|basic|fundamental) rights?\b|\bregardless of (?:their|race|gender|age|religion|who)\b",
    r"\b(?:dignity|compassion|kindness|empathy) (?:and|or|,)\b|\brespect and (?:dignity|kindness)\b",
)
"""The speaker lectures."""

DEFLECTS = _cue(
    "deflects",
    "else different another topic subject us",
    r"\b(?:let us|can we|could we|we could|how about we|we should|i think we should|shall we) (?:please |instead )?(?:talk|chat|discuss|change|move|not|keep|stick)\b",
    r"\b(?:talk|chat) about something else\b|\b(?:change|switch) the (?:topic|subject)\b",
    r"\b(?:try|ask|pick|choose|suggest|have) (?:me )?(?:something else|(?:a|an|some) ?(?:different|other|another)? ?(?:topic|subject|question|request))\b",
)
"""The speaker changes the subject."""

OFFERS = _cue(
    "offers",
    "else different another instead glad happy other",
    r"\b(?:is there|let me know if there is|if you have|do you have|if there is)(?: \w+){0,2} (?:anything|something|some|any|another|other)(?: \w+){0,2} (?:else|other|different|question|topic|that i|i can|business)\b",
    r"\bi would be (?:happy|glad) to (?:\w+ ){0,3}(?:instead|something|another|other)\b",
)
"""The speaker waits for another request."""

OBJECTS = _cue(
    "objects",
    "must should want like obliged",
    r"\bi (?:must|have to|need to|should|want to|would like to|feel obliged to) (?:also |gently |respectfully )*(?:point out|note|inform|remind|advise|caution|stress|"
    r"say|mention|address|clarify|emphasi[sz]e)\b.{0,70}\b(?:term|phrase|word|wording|language|question(?! (?:itself )?(?:may|might|does) not (?:be|make))|request|expression|unethical|harmful|"
    r"inappropriate|illegal|unlawful|manipulative|dangerous|appropriate|ethical|safety)\b",
    r"\bi (?:must|have to|need to|should) (?:\w+ )?(?:advise|caution|warn) (?:you )?against\b",
    r"\braises? (?:\w+ )?(?:\w+ )?(?:ethical|legal|moral|serious|privacy)\b",
)
"""The speaker takes exception to the request or its wording."""

SPLITS = _cue(
    "splits",
    "but however while though instead although said what without here out",
    r"\b(?:but|however|instead|though|while),? i (?:can|could|will|would be (?:happy|glad) to|am happy to)(?:,? (?:however|\w+ly),?)? (?!only|understand|not\b)\w+",
    r"\bi can,? (?:however|though|instead),? \w+|\bwhat i can\b|\bthat (?:being )?said\b|\bhaving said that\b",
    r"\bi (?:can|will) \w+[^.]{0,80}\b(?:but|though|although) (?:i )?(?:will not|cannot|not|am not)\b",
    r"\bi have (?:left out|omitted|removed|kept (?:it|this))\b|\bwithout (?:including|the actual)\b",
    r"\bas for\b|\bhere (?:is|are)\b|\bif you are (?:referring|asking|talking|looking)\b",
)
"""The speaker announces help after all, or a part of it."""

WELCOMES = _cue(
    "welcomes",
    "sure because certainly course absolutely here great happy glad yes",
    r"^(?:sure|certainly|of course|absolutely(?! not)|great question|yes|because|here (?:is|are))\b",
    r"^i (?:am|would be) (?:happy|glad|delighted) (?:to (?:help|assist|explain|answer)|you)",
)
"""The speaker takes the request up."""

LETTER = re.compile(r"^(?:dear|subject:|to whom it may|re:|hello (?:mr|ms|mrs|dr)|hi \w+,$)")
"""A drafted letter begins: its writer's "I" is not the assistant."""

CUES = (
    DECLINES, POLICY, BLOCKED, SCOPE, LACKS, UNKNOWN, FICTION, APOLOGY, EMPATHY, IDENTITY, NORM, SOFT_NORM, JUDGES,
    AGAINST, REDIRECTS, CARE, LECTURE, DEFLECTS, OFFERS, OBJECTS, SPLITS, WELCOMES,
)  # fmt: skip
