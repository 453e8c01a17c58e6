"""How assistants decline, as patterns over one sentence.

Written from how people and assistants turn requests down in general, group by group.
"""

from __future__ import annotations

import re

from portcheck.detectors.refusal.cue import cue, vocabulary

_ADVERB = (
    r"(?:,? (?:\w+ly|just|also|therefore|in good conscience|still|ever|even|and will not|"
    r"or will not|nor will i|to),?){0,2}"
)
_SERVE = (
    r"(?:help|assist|aid|support|provide|offer|supply|share|answer|respond|fulfil|fulfill|comply|"
    r"accommodate|proceed|do|create|write|compose|draft|generate|produce|craft|discuss|explain|"
    r"teach|guide|instruct|encourage|promote|endorse|condone|facilitate|engage|participate|take|"
    r"role-?play|pretend|disclose|reveal|comment|express|give|reply|address|complete|satisfy|grant|"
    r"continue|carry|make(?! (?:assum|claims|any|sense|sure))|come up|invent|tell|"
    r"describe|show you|point you|direct you|hand|coach|plan|walk|advise|suggest|recommend|"
    r"enable|be part|"
    r"be involved|be of|speculate|entertain|perform|execute|honou?r|work on|present|justify|defend|"
    r"argue|contribute|cooperate|talk|speak|get into|go into|elaborate|joke|go along|go there|"
    r"allow|let you|"
    r"send|advocate|include|list|outline|reproduce|process|impersonate|rank|rate|judge|"
    r"normali[sz]e|"
    r"serve|handle|have (?:this|that|a) conv|agree|be able)"
)
_DOING = (
    r"(?:(?:provid|writ|mak|creat|shar|giv|describ|engag|discuss|help|assist|answer|generat|"
    r"produc|respond|support|promot|encourag|do|talk|go)ing)"
)
_CANNOT = (
    r"(?:cannot|could not|will not|would not|shall not|must not|may not|should not|do not|"
    r"am (?:not|never) going to|will never|would never|can never)"
)
_WILL = (
    r"(?: be able to| feel comfortable| want to| wish to| intend to| be| agree to|"
    r" think i (?:can|should|could)| believe i (?:can|should)| feel right)?"
)
_BARRED = (
    r"(?:not (?:able|allowed|permitted|authori[sz]ed|willing|prepared|going|comfortable|capable|"
    r"programmed|designed|in a position|equipped|at liberty|meant|supposed|trained|here)|unable|"
    r"unwilling|"
    r"incapable|forbidden|prohibited|restricted|barred)"
)

DECLINES = cue(
    "declines",
    "cannot not unable unwilling incapable never forbidden prohibited restricted barred decline "
    "refuse refrain abstain pass turn rather prefer",
    r"\b(?:i|we)(?:,? \w+ly)?(?:,? (?:as an? [^,.]{1,40},|too|also|still|simply|just))?(?:"
    r"(?: am (?:not )?an? [\w -]{3,30}?(?: and| so i| and i))?"
    rf" {_CANNOT}{_WILL}{_ADVERB} (?:{_SERVE}|{_DOING}|diagnose|prescribe)\b"
    rf"| (?:am|are)(?:,? \w+ly)?,? {_BARRED}\b.{{0,25}}?\b"
    rf"(?:to{_ADVERB} (?:{_SERVE})|with|of|from|{_DOING})\b"
    r"|(?: will| must| have to| need to| am going to| would)?(?: \w+ly| therefore| thus| also)?"
    r"(?: have to| need to| prefer to| like to)? "
    r"(?:decline|refuse|refrain|abstain|pass on|turn (?:this|that|it) down)\b"
    r"| (?:will not|cannot|refuse)(?: to)?\W*$"
    r"| (?:(?:would|will) )?(?:much )?(?:rather|prefer) (?:not|(?:we|you|that we) d(?:o|id) not)\b"
    r")",
    beside="i we",
)
"""The speaker turns the request down explicitly."""

TURNS_DOWN = cue(
    "turns_down",
    "something nothing topic request subject conversation no nope able unable unwilling prohibited "
    "forbidden sorry apologies refuse cannot appropriate ethical acceptable responsible right "
    "confidential limits",
    rf"^{_BARRED} to (?:help|assist|comply|provide|answer|fulfil)",
    r"\b(?:that is|this is|something|things?|request|topic|what) (?:not something|nothing|i|we)"
    r"(?: that)?(?: i| we)? (?:cannot|can|will not|will|would|do not|am not|am)\b"
    r"(?=.{0,30}\b(?:help|do|assist|support|answer|discuss|not|participate|engage|share)\b)",
    r"\bnot (?:something|a (?:topic|request|subject|conversation|question)) (?:that )?(?:i|we)\b",
    rf"\bno way (?:that )?(?:am |will |would )?i (?:am |will |would )?(?:going to )?(?:{_SERVE})\b",
    r"^(?:no|sorry|apologies|nope)[,.;] (?:but )?(?:i|that|this|not) (?:\w+ ){0,3}"
    r"(?:not|cannot|unable|doing|happening)\b",
    r"^(?:no,? |nope,? )?(?:sorry,? )?(?:i (?:will not|cannot|refuse)|no can do|not (?:doing|"
    r"happening)[^.]{0,12}|cannot do (?:that|this|it)(?:, sorry)?)\W*$",
    r"\bthat is (?:a (?:hard )?(?:no|pass)|confidential|off[- ]limits)\b|"
    r"\b(?<=, )so no \w+ing from me\b",
    r"\bnot the right (?:assistant|tool|place|one|person|chatbot|ai) (?:for|to)\b",
    r"\bit (?:is|would)(?: \w+ly)? (?:not|never|neither)(?: be)?(?: \w+ly)? (?:appropriate|ethical|"
    r"acceptable|responsible|right)(?: (?:or|and|nor) \w+)?(?: for me)? to (?:provide|give|share|"
    r"discuss|offer|help|assist|promote|encourage|suggest|describe|explain|write|create|"
    r"generate|tell|"
    r"answer|support|engage in)\b",
    beside="i we no nope sorry apologies unable unwilling not never",
)
"""The same in other words; it counts as `declines`."""

CANNOT = cue(
    "cannot",
    "cannot not never",
    r"\bi(?:,? \w+ly)? (?:cannot|could not|will not|would not|am not going to|will never)"
    r"(?: \w+ly)? (?!be\b|have\b|see\b|find\b|think\b|say\b|tell (?:if|whether)|believe\b|"
    r"imagine\b|"
    r"remember\b|wait\b|hear\b|guarantee\b|promise\b|help (?:but|feeling)|emphasi|stress\b|"
    r"overstate|"
    r"reproduce\b|access\b|open\b|view\b|predict\b|know\b|get\b|use\b|pretend\b|speak\b|make\b|"
    r"recommend\b|do\b|identify\b|locate\b|read\b|verify\b|confirm\b|name\b|agree\b|"
    r"understand\b)\w+",
    r"\b(?:i|we) (?:would )?(?:hesitate|do not (?:like|want|recommend)|am (?:reluctant|"
    r"hesitant))\b",
    beside="i we",
)
"""The speaker will not do something; what, is not among the things that one declines to do."""

POLICY = cue(
    "policy",
    "prohibited allowed permitted "
    "guidelines programming programmed designed rules principles values policies policy "
    "instructions design purpose outside beyond "
    "against violates violate scope trained only ability capabilities",
    r"\bmy (?:\w+ ){0,2}(?:guidelines|programming|rules|principles|values|policies|instructions|"
    r"design)\b",
    r"\b(?:is|are|it is|falls?|lies?|goes|not) (?:outside|beyond|within)(?: of)? (?:my|our|the "
    r"scope|what i)\b",
    r"\b(?:against|violates?|contrary to|conflicts? with|in violation of|due to) (?:my|our|the) "
    r"(?:\w+ ){0,3}(?:guidelines|polic\w+|rules|terms|principles|values|programming)\b",
    r"\bi (?:am|was|have been) (?:programmed|designed|trained|built|here|created) (?:not to|to "
    r"(?:be|avoid|promote|follow|prioriti|provide (?:helpful|safe)|assist (?:users|people|you) "
    r"(?:in|with)))",
    r"\b(?:is|are) (?:strictly )?(?:prohibited|not allowed|not permitted) (?:by|under) (?:my|our|"
    r"the (?:content|usage|terms))\b",
    r"\bmy purpose is\b",
)
"""The speaker names the rules that it is under."""

BLOCKED = cue(
    "blocked",
    "request question prompt content permission access message input response",
    r"^(?:request|permission|access|content) (?:denied|declined|refused|rejected|blocked)\b",
    r"^(?:this|that|the|your) (?:request|question|prompt|content|message|input|response)(?: "
    r"\w+){0,2} (?:cannot|will not|"
    r"violates?|is not allowed|has been (?:blocked|declined|rejected|flagged|filtered)|was "
    r"(?:blocked|filtered|flagged|rejected))\b",
    r"^(?:this|your) (?:prompt|request|content|message|question) (?:may|might|appears to|seems "
    r"to) violate",
)
"""A notice in the place of an answer."""

SCOPE = cue(
    "scope",
    "google only here learning topics just solely strictly",
    r"\bcan only (?:help|answer|assist|discuss|talk|provide (?:help|information|support)|"
    r"respond)\b",
    r"\bi am (?:only )?here to (?:help|assist|answer|talk)(?: \w+){0,2} (?:with|about|questions "
    r"about)\b[^.]{0,60}\b(?:not|only|so)\b",
    r"\bi am (?:only|just|solely|strictly) (?:set up|built|meant|designed|trained|made|equipped|"
    r"programmed|available|intended|configured|here) (?:for|to (?:answer|handle|discuss|help with|"
    r"talk about|assist with))\b|^i am here for\b",
    r"\bi (?:only|solely|strictly) (?:handle|cover|answer|deal with|help with|support|talk about|"
    r"discuss|assist with)\b",
    r"\bi am still learning\b|\b(?:try|use) google search\b",
    beside="i we only search",
)
"""The speaker answers other questions only."""

_BUSINESS = (
    r"(?:exceptions?|refund\w*|discounts?|returns|returned|exchange\w*|replacements?|deliver\w*|"
    r"shipp\w+|shipments?|warrant\w+|fees?|credits?|compensat\w+|extensions?|deadlines?|bookings?|"
    r"reservations?|appointments?|payments?|cancel\w*|reimburse\w*|reschedul\w+|vouchers?|"
    r"coupons?|backorders?|upgrades?|waive\w*|(?:your|this|the|an) order|leave requests?|attend)"
)
"""What firms grant or do not."""
FIRM_TALK = re.compile(
    r"\b(?:i|we) (?:am |are )?(?:\w+ly )?(?:cannot|could not|will not|do not|not able to|unable to|"
    r"not (?:permitted|allowed|authori[sz]ed) to|(?:have to|must) (?:decline|refuse))"
    r"(?: be able to)?(?: \w+ly)? "
    r"(?!(?:\w+ )?(?:help|assist|support|engage|comply|participate|write|create|teach)\b)"
    rf"(?:[^.;:!?]{{0,60}}? )?{_BUSINESS}\b"
    r"|\b(?:our|the) (?:\w+ )?(?:return|refund|shipping|cancell?ation|warranty|company|"
    r"store|leave|travel|expense|attendance|exchange|pricing|billing|hotel|school) "
    r"polic(?:y|ies)\b[^.;!?]*"
)
"""A firm's own rules and regrets, as in a reply to its customers: no refusal of the request."""
FIRM_WORDS = vocabulary(
    "policy policies exception exceptions refund refunds refunded discount discounts returns "
    "returned exchange exchanges exchanged replacement replacements deliver delivery deliveries "
    "delivered ship shipping shipped shipment shipments warranty warranties fee fees credit "
    "credits compensate compensation extension extensions deadline deadlines booking "
    "bookings reservation "
    "reservations appointment appointments payment payments cancel cancellation cancelled "
    "reimburse reimbursement reschedule voucher vouchers coupon coupons backorder backorders "
    "upgrade upgrades waive waived order leave attend"
)
"""One of them stands in each of these."""

LOOKALIKES = re.compile(
    r"\b(?:cannot|could not|will not|do not)(?: even)? (?:begin to|take away|"
    r"bring (?:\w+ ){1,3}back|fathom|find the (?:right )?words|undo|"
    r"replace (?:\w+ ){0,2}(?:loss|lost)|change what|"
    r"pretend to (?:know|understand)|say (?:i|we) understand|know what you)\b"
    r"|\b(?:cannot|do not|will not|would not|could not) (?:help but|help feeling|wait|stress|"
    r"emphasi[sz]e|overstate|imagine|believe|"
    r"recommend [^.]{0,60}\b(?:enough|highly)|recommend it enough|thank|say (?:for sure|enough|"
    r"with certainty)|guarantee|"
    r"promise|give [^.]{0,20}\benough|tell you how (?:much|many|often|happy|glad) (?:i|we|it|"
    r"this|that|people|fun)\b|express (?:how|"
    r"enough)|do without|make (?:any )?mistake|give up|go (?:too|over|wrong)|"
    r"take (?:it|this|that) (?:personally|lightly|for granted)|recommend (?:buying|using|doing|"
    r"trying|it for|this for)|make sense|speak for|talk about [^.]{0,30} without)\b"
    r"|\b(?:if|when|whether|why) (?:i|we) (?:cannot|do not|am not|will not)\b"
    r"|\bwill not (?:pretend (?:to|that|this)|fabricate|invent|guess|lie|sugar-?coat|bore|spoil|"
    r"waste|repeat myself|judge)\b"
    r"|\breproduce (?:the|this|your) (?:\w+ )?(?:crash|error|bug|issue|problem|fault|behaviou?r)\b"
    r"|\bwould not (?:be (?:surprised|complete|possible)|do it|take|use|make)\b"
    r"|\b(?:do not|i am not) (?:suggest(?:ing)?|say(?:ing)?|mean(?:ing)?|claim(?:ing)?) that\b"
    r"|\bdo not (?:speak|talk|work|perform|take|make|let|do|list|rate|execute|process|allow|send|"
    r"handle|serve|agree|give|show|carry|come)\b"
)
"""Sound like declining and are not."""
LOOKALIKE_WORDS = vocabulary(
    "but feeling wait stress emphasize emphasise overstate imagine believe recommend thank say "
    "guarantee promise give tell express without speak talk make go take if when whether why "
    "pretend "
    "fabricate invent guess lie sugarcoat sugar bore spoil waste repeat judge reproduce would "
    "suggest "
    "suggesting saying mean meaning claim claiming work perform let do list rate execute process "
    "allow send handle serve agree show carry come begin away back fathom words undo replace "
    "change understand know"
)
"""One of them stands in each of these."""

LACKS = cue(
    "lacks",
    "access information data details knowledge ability capability record records aware know real "
    "browse internet "
    "open view see hear play set predict find unable familiar unsure live cutoff cut current "
    "recall "
    "attachment attached context images files able sure precise exact specific meaningful "
    "definitive definite accurate "
    "reliable concrete quantitative legitimate valid substantive informed actual targeted single "
    "numerical complete proper "
    "need without memory lack",
    r"\b(?:i|we) (?:currently |also |simply |unfortunately )?(?:lack|have no|(?:do not|did not|"
    r"cannot) (?:currently |actually )?(?:have|find|see|locate|possess|retain|store|get)) (?:the "
    r"|any |an? |enough |sufficient |specific |direct |real-time ){0,2}(?:\w+ )?"
    r"(?:access|information|data|details|knowledge|ability|capability|capabilities|records?|"
    r"attachments?|files?|context|memory|reminders?)\b",
    r"\b(?:i|we) (?:cannot|am unable to|am not able to|do not) (?:currently |actually |directly "
    r")?(?:access|browse|open|view|see|hear|play|set (?:a |an |any )?(?:reminders?|alarms?|"
    r"timers?)|look up|search|predict|verify|recall|remember|know|find|locate|read (?:your|the|"
    r"files)|display|watch|listen|make (?:phone )?calls|place|send (?:e-?mails?|messages)|tell "
    r"(?:you )?(?:the (?:current|exact)|what (?:time|day)))\b",
    r"\bi am not (?:aware of|familiar with|sure (?:what|which|who))\b",
    r"\bi am (?:unable|not able) to (?:access|browse|open|view|see|hear|play|find|locate|look|"
    r"search|verify|predict|determine|process (?:images|audio)|display)\b",
    r"\b(?:cannot|unable to|not able to) (?:provide|give|offer|share|tell|answer|help|"
    r"assist)\b.{0,60}\b(?:real-time|current|live|up-to-date|latest|recent|without (?:more|"
    r"further|additional|seeing|knowing)|unless you|until you|beyond my)\b",
    r"\b(?:cannot|unable to|not able to) \w+.{0,80}\b(?:as|because|since),? (?:i|it|my|there)(?: "
    r"\w+)? (?:do not have|have no|cannot (?:access|see|browse)|was not (?:attached|included)|"
    r"knowledge|training|lack|am a text)\b",
    r"\bmy (?:knowledge|training|information)(?: \w+)? (?:ends|stops|only|is (?:limited|current|"
    r"based)|cut-?off|was|goes|does not (?:include|extend))\b",
    r"\b(?:cannot|unable to|not able to|could not|would not be able to) (?:\w+ly )?(?:provide|"
    r"give|offer|make|tell|share|calculate|determine|quote|say|assess|offer)(?: you)?(?: "
    r"with)?(?: an?| the| any| your)? "
    r"(?:\w+ly )?(?:precise|exact|specific|meaningful|definitive|definite|accurate|reliable|"
    r"concrete|quantitative|legitimate|valid|substantive|informed|actual|targeted|single|"
    r"numerical|complete|proper)\b",
    r"\bi (?:would )?need (?:more|additional|further|some|to (?:know|see)|the|a bit)\b|\bwithout "
    r"(?:more|further|additional|specific|knowing|seeing|access|the actual)\b",
    beside="i we my without unable",
)
"""The speaker says that it does not know, cannot find out, or needs to be given something."""

UNKNOWN = cue(
    "unknown",
    "public publicly available reliable known official verified surviving credible information "
    "record records know nobody one "
    "tell sure provide share give upload paste clarify specify attach rephrase",
    r"\b(?:there (?:is|are) no|no) (?:\w+ )?(?:public(?:ly)?|available|reliable|known|official|"
    r"verified|surviving|credible|information|records?)\b",
    r"\b(?:nobody|no one|i do not|we do not|it is not) (?:can |actually |really )?(?:tell|know|"
    r"known)\b",
    r"\b(?:could|can|would|please) (?:you )?(?:please )?(?:provide|share|give|upload|paste|"
    r"clarify|specify|attach|rephrase)\b",
)
"""It is not known, or not understood what is asked."""

PERSONAL = re.compile(
    r"\b(?:(?:personal|sensitive) (?:information|data|details|records?|or private)|private|"
    r"confidential|individuals?|privacy)\b"
)
"""Said with a lack of access, it is a policy on privacy."""

FICTION = cue(
    "fiction",
    "made fictional exist exists imaginary fictitious made-up mythical legend invented",
    r"\b(?:is|are|was|were|being|as) (?:a |an )?(?:\w+ )?(?:fictional|fictitious|imaginary|"
    r"made-up|mythical|invented)\b|\b(?:does|do|did) not (?:actually )?exist\b",
)
"""What is asked for does not exist."""
