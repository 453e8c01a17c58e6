"""How answers push back on a question that makes no sense, as patterns over one sentence.

Written from what there is to say against such a question: that its terms are not established,
that the things in it do not bear on each other, that the quantity cannot be had, that the premise
is mistaken. `OBJECTIONS` say so outright; the other groups soften, prepare or contradict it.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_ADVERBS = r"(?:(?:\w+ly|quite|yet|in fact|at all|even|generally) ){0,2}"
_KIND = (
    r"(?:real|actual|standard|standardi[sz]ed|established|recogni[sz]ed|valid|meaningful|legitimate|"
    r"known|common|accepted|formal|defined|well-defined|well-established|coherent|genuine|typical|"
    r"conventional|literal|official|documented|scientific|existing|universal|such|measurable|"
    r"quantifiable|sensible|logical|applicable|traditional|true)"
)
_TIE = (
    r"(?:connection|relation|relationship|link|effect|impact|influence|bearing|correlation|"
    r"association|overlap|dependency|interaction|mechanism|pathway|causation|relevance)"
)
_NOTION = (
    r"(?:terms?|terminolog\w+|concepts?|notions?|ideas?|metrics?|measures?|measurements?|units?|"
    r"frameworks?|methods?|methodolog\w+|practices?|procedures?|protocols?|theor(?:y|ies)|formulas?|"
    r"quantit(?:y|ies)|propert(?:y|ies)|phenomen\w+|things?|approach(?:es)?|models?|standards?|"
    r"scores?|ind(?:ex|ices|exes)|parameters?|constructs?|categor(?:y|ies)|equivalents?|benchmarks?|"
    r"thresholds?|definitions?|conversions?|calculations?|analys[ie]s|tools?|techniques?|systems?|"
    r"guidelines?|processes|features?|variables?)"
)
_NOT = r"(?:is not|isn't|are not|aren't|was not|wasn't|were not|not|never|n't)"
_DOES_NOT = r"(?<!\bi )\b(?:do|does|did|would|will|should|can|could|shall)(?: not|n't|not)"
_CANNOT = (
    r"(?:can't|cannot|can not|could not|impossible to|not possible to|isn't possible to|no way to)"
)

NOT_ESTABLISHED = _any(
    rf"\b{_NOT} {_ADVERBS}(?:an? |any |part of (?:an?|any) |based on (?:an?|any) )?{_ADVERBS}"
    rf"(?:\w+-)?{_KIND},? (?:[\w-]+,? ){{0,4}}{_NOTION}\b",
    rf"\b(?:no|without any|lacks? any|isn't any|aren't any|not any) {_ADVERBS}{_KIND},? "
    rf"(?:[\w-]+ ){{0,3}}(?:{_NOTION}|{_TIE}s?)\b",
    rf"\bno {_KIND} \"\"",
    r"\bno (?:literal|such)\b",
    rf"\b(?:terms?|concepts?|metrics?|framework|method\w*|quantity|it|they|that|this|which) "
    rf"{_DOES_NOT} {_ADVERBS}exist\b",
    r"\b(?:non-existent|nonexistent|made-up|fictional|fabricated|fictitious) (?:\w+ ){0,2}"
    rf"(?:{_NOTION})\b",
    r"\b(?:pseudo-?scien\w+|pseudo-?technical|gibberish)\b",
    rf"{_DOES_NOT} {_ADVERBS}(?:appear|seem|represent|correspond|refer|form|constitute)"
    rf"(?: to)?(?: be)? (?:an? |any |the )?{_ADVERBS}{_KIND}\b",
    r"\bi(?:'m| am) (?:not (?:\w+ly )?(?:familiar with|aware of)|unfamiliar with|unaware of)\b",
    r"\bi (?:don't|do not|haven't|have not) (?:recogni[sz]e|know of|encountered|come across|"
    r"heard)\b",
)
"""The terms of the question are not the field's."""

UNRELATED = _any(
    r"\b(?:unrelated|unconnected|disconnected from|nothing to do with|nothing in common|"
    r"(?:entirely|completely|fundamentally|totally|wholly|very) (?:separate|different|distinct|"
    r"independent) (?:\w+ )?(?:systems?|domains?|things?|areas?|fields?|concepts?|matters?|topics?|"
    r"functions?|processes|aspects)|separate (?:systems|domains|concerns|matters)|"
    r"apples (?:and|to) oranges)\b",
    rf"{_DOES_NOT} {_ADVERBS}have (?:an?|any|much) (?:\w+,? ){{0,3}}{_TIE}\b",
    rf"\b(?:would|should|will)(?: not|n't) {_ADVERBS}be (?:an?|any) (?:\w+,? ){{0,2}}{_TIE}\b",
    rf"\b(?:would|should|will|shall|typically do)(?: not|n't) {_ADVERBS}"
    r"(?:affect|impact|influence|change|alter)\b",
    rf"{_DOES_NOT} {_ADVERBS}(?:relate|correlate|correspond|map|translate|transfer) (?:\w+ly )?"
    r"(?:to|with|on|onto|into)\b",
    rf"\b{_NOT} {_ADVERBS}(?:an? |any )(?:\w+,? ){{0,2}}{_TIE}\b",
    rf"\b{_NOT} (?:\w+ly )?(?:related|connected|linked|tied) (?:to|with)\b",
    r"\bi (?:do not|don't|can't|cannot|fail to) (?:\w+ly )?see (?:how|why|any|the|a) (?:.{0,40}\b"
    rf"(?:{_TIE}|relevan\w+|would|could|should))",
    r"\bunlikely to (?:\w+ly )?(?:have (?:an?|any)|affect|impact|influence)\b",
    rf"\b(?:no|zero|negligible|little to no|little or no) (?:\w+,? ){{0,2}}{_TIE}\b",
)
"""The things in the question do not bear on each other."""

INAPPLICABLE = _any(
    rf"{_DOES_NOT} {_ADVERBS}(?:apply (?:to|here|in)|make (?:\w+ )?sense|work (?:that|this) way)\b",
    r"\bma(?:ke|kes|de|king) (?:no|little|hardly any|not much) (?:\w+ )?sense\b",
    rf"{_DOES_NOT} (?:literally|actually|really|physically|inherently|technically|truly) "
    r"(?:have|possess|exist|follow|behave|come with|undergo|experience|exhibit)\b",
    rf"{_DOES_NOT} (?:have|possess|exhibit|come with) (?:an? |any )?(?:literal|physical|actual|"
    r"true|measurable|meaningful|inherent|intrinsic|numerical)\b",
    r"\b(?:can't|cannot|could not) (?:be )?(?:literally|meaningfully|sensibly|physically)\b",
    rf"\b{_CANNOT} (?:be )?(?:\w+ly )?(?:measure|quantif|express|calculat|comput|assign)\w*\b",
    rf"\b{_NOT} (?:\w+ly )?(?:measurable|quantifiable|applicable|measured (?:in|by|with|using)|"
    r"quantified|expressed (?:in|as)|something (?:that|which|you|one|we) (?:\w+ ){0,2}(?:measure|"
    r"calculate|quantify|comput|ha(?:s|ve)|can))",
)
"""What is asked for cannot be had."""

MISTAKEN = _any(
    r"\b(?:nonsens\w*|meaningless|incoherent|category (?:error|mistake)|non sequitur|"
    r"false (?:premise|assumption|equivalence)|flawed premise|technobabble|spurious|"
    r"(?:some|a bit of|a slight|a) (?:confusion|misunderstanding|mix-up|misconception)|"
    r"(?:fundamental|basic|apparent) (?:misunderstanding|confusion|misconception)|conflat\w+)\b",
    r"\b(?:sounds?|seems?|looks?|reads?|appears?)(?: to be)? (?:like )?(?:an? )?(?:\w+,? ){0,2}"
    r"(?:joke|jok\w+|humorous|playful|satir\w+|parody|prank|tongue-in-cheek|riddle|word play)\b",
    r"\b(?:mix|mixture of|mixes|mixing|blends|blending|combining|combines|mixed|combined) (?:up )?"
    r"(?:[\w/-]+ ){0,4}(?:concepts|terms|terminology|domains|fields|metaphors|jargon|language)\b",
    r"\b(?:question|premise|phrasing|framing)\b.{0,20}\b(?:assumes?|presupposes?|conflates?|mixes|"
    r"rests on|doesn't|does not|isn't (?:\w+ )?(?:valid|answerable|meaningful))\b",
    r"\b(?:sounds?|looks?|seems?|reads?|appears?)\b.{0,40}\b(?:jargon|impressive|sophisticated|"
    r"complex|technical|scientific)\b.{0,60}\b(?:but|without|rather than|designed|meant|that)\b",
    r"\b(?:push back|(?:challenge|question) (?:the|that|this) (?:premise|assumption|framing))\b",
)
"""The question itself is wrong."""

CONCESSIONS = _any(
    r"^(?:while|although|though|even though|despite|granted)\b",
    r"\b(?:metaphor\w*|analog(?:y|ies)|figurative\w*|poetic\w*|playful\w*|delightful\w*|clever\w*|"
    r"creative\w*|thought experiment|play along)\b",
    r"\b(?:but|however|though),? (?:i|we|you|one|it|there|let) (?:can|could|will|would|may|might|"
    r"me|is|are|'s)\b",
)
"""An objection that is made in passing, before the question is taken up after all."""

CLARIFIERS = _any(
    r"\b(?:clarify|clarification|could you (?:explain|elaborate|specify|share|tell)|can you "
    r"(?:explain|elaborate|specify)|what (?:do|did) you mean|are you (?:referring|asking|looking|"
    r"perhaps)|did you mean|rephrase|more context|perhaps you (?:mean|meant|are|'re)|"
    r"if you(?:'re| are) (?:asking|trying|looking|interested|concerned))\b",
    r"\bi (?:should|must|need to|have to|want to|would|feel) (?:\w+ )?(?:clarify|note|point|"
    r"be (?:direct|honest|clear|transparent|straightforward)|mention|caution|emphasi[sz]e)\b",
    r"\bto be (?:honest|direct|clear|frank|candid)\b",
)
"""The speaker prepares an objection or asks what is meant."""

REFRAMES = _any(
    r"\b(?:rather than|instead of) (?:\w+ )?(?:a |an |the |using |trying |attempting |asking )?"
    r"(?:\w+ing|\w+ (?:metaphor|formula|measure|analysis|calculation)s?|actual|literal)\b",
    r"\b(?:you're|you are|you've|you have|question|this) (?:\w+ )?(?:using|mixing|combin\w+|"
    r"blend\w+|borrow\w+|apply\w+|mix\w*|us(?:es|ed))\b.{0,80}\b(?:terms?|terminology|concepts?|"
    r"metaphor\w*|language|jargon|vocabulary|principles)\b",
    r"\b(?:terms?|concepts?|terminology|metrics?) (?:\w+ly )?(?:from|borrowed|used in|"
    r"(?:is|are) (?:\w+ly )?(?:used|applied|associated|reserved))\b",
    r"\bjargon\w*\b",
    r"\b(?:actual|real|practical|underlying) (?:\w+ )?(?:concerns?|goals?|challenges?|issues?|"
    r"problems?|question|situation|need)\b",
)
"""The speaker sets the question aside for a sensible one."""

DEFERS = _any(
    r"\b(?:without|need|share|provide|lack|don't have|do not have|have access to)\b.{0,40}"
    r"\b(?:data|details|information|specifics|context|numbers|access)\b",
)
"""The speaker only misses data, as if the question had an answer."""

PLAYS_ALONG = _any(
    r"\b(?:i can|i'll|let me|we can|happy to) (?:explore|extend|play|run with|break|continue)\b",
    r"\b(?:here's (?:a|how|the|my|an)|here are|here is|let's|let me|play along|you can use|"
    r"i(?:'d| would) recommend|i recommend|to calculate|can be (?:calculated|computed|expressed|"
    r"modeled|measured)|we can (?:model|calculate|define)|typical(?:ly)? (?:range|value)s?|"
    r"depends on|consider (?:the|these)|following|key (?:steps|factors|considerations|metrics)|"
    r"framework|step-by-step|approach|strateg\w+|great question|excellent question|"
    r"fascinating|based on your)\b",
)
"""The speaker answers as asked."""
