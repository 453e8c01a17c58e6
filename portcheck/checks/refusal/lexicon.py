"""How assistants decline, as patterns over one lower-cased sentence.

Written from how people and assistants turn requests down in general, group by group: what the
speaker says about itself (cannot, will not, may not), about the request (against the rules, not
right), and where it points instead. Only `DECLINES` is a refusal by itself.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_ADVERB = (
    r"(?: (?:\w+ly|just|also|therefore|in good conscience|and will not|or will not|and won't|"
    r"nor will i|still|ever),?)?"
)
_SERVE = (
    r"(?:help|assist|aid|support|provide|offer|supply|share|answer|respond|fulfil|fulfill|comply|"
    r"accommodate|proceed|do so|do that|do this|create|write|compose|draft|generate|produce|craft|"
    r"discuss|explain|teach|guide|instruct|encourage|promote|endorse|condone|facilitate|engage|"
    r"participate|take part|role-?play|pretend|disclose|reveal|give out|comment|express|be able)"
)
_OTHER = (
    r"(?:give|reply|address|complete|satisfy|grant|continue|carry out|make|come up|invent|tell|"
    r"describe|show|walk|advise|suggest|recommend|enable|be part|be involved|be of|speculate|"
    r"entertain|perform|execute|honou?r|work on|present|justify|defend|argue|identify|contribute|"
    r"cooperate|talk|speak|get into|elaborate|translate|summari[sz]e|rewrite|joke|use)"
)
_DOING = r"(?:(?:provid|writ|mak|creat|shar|giv|describ|engag|discuss|help|assist|answer)ing)"
_BARRED = (
    r"(?:not (?:able|allowed|permitted|authori[sz]ed|willing|prepared|going|comfortable|capable|"
    r"programmed|designed|in a position|equipped|at liberty|meant|supposed)|unable|unwilling|"
    r"incapable|forbidden|prohibited)"
)
_CANNOT = r"(?:can't|cannot|can not|won't|will not|shan't|mustn't|must not|could not|couldn't)"
_WOULD_NOT = r"(?:wouldn't|would not|shouldn't|should not|don't|do not)"
_WILL = r"(?: be able to| feel comfortable| want to| wish to| intend to| be| agree to)?"
_RIGHT = r"(?:appropriate|ethical|acceptable|okay|ok|right|legal|responsible|moral|safe)"

_ELSEWHERE = (
    r"\bno puedo (?:ayudar|proporcionar|ofrecer|responder|cumplir|generar|crear|escribir|dar)",
    r"\bje ne (?:peux|suis|vais) pas (?:\w+ |t'|l'|y ){0,3}(?:aider|fournir|répondre|en mesure|"
    r"donner|écrire|créer|générer|mesure)",
    r"\bich (?:kann|darf|werde|möchte) (?:\w+,? ){0,8}(?:nicht|keine?n?) (?:\w+ ){0,8}(?:helfen|"
    r"bereitstellen|beantworten|geben|erstellen|schreiben|unterstützen|nachkommen|weiterhelfen)\b",
    r"\bnão (?:posso|consigo) (?:ajudar|fornecer|oferecer|responder|gerar|criar|escrever|dar)",
    r"\bnon posso (?:aiutar|fornir|offrir|risponder|generar|crear|scriver|dare)",
    r"\bik kan (?:\w+ ){0,6}(?:niet|geen) (?:\w+ ){0,4}(?:helpen|geven|beantwoorden|schrijven)\b",
    r"\bnie mogę (?:\w+ ){0,2}(?:pomóc|udzielić|dostarczyć|odpowiedzieć|napisać|podać)",
    r"\bя не (?:могу|буду) (?:\w+ ){0,2}(?:помочь|помогать|предоставить|ответить|написать|дать)",
    r"(?:无法|不能|無法)(?:为您|為您|为你|向您)?(?:提供|协助|協助|帮助|幫助|回答|满足|完成)",
    r"(?:お手伝い|お答え|ご提供|提供|対応)(?:すること)?(?:は|が)?でき(?:ません|かねます)",
    r"(?:도와드릴|도움을 드릴|제공할|제공해 드릴|답변할|답변드릴) 수(?:는)? 없",
)
"""The same in other languages, the plainest form only."""

DECLINES = _any(
    rf"\bi(?:'m| am)(?: \w+ly,?)? {_BARRED}\b.{{0,20}}?"
    rf"\b(?:to{_ADVERB} (?:{_SERVE}|{_OTHER})|with|of|from|{_DOING})\b",
    rf"\bi(?:,? \w+ly,?)? {_CANNOT}{_WILL}{_ADVERB} (?:{_SERVE}|{_OTHER}|{_DOING})\b",
    rf"\bi(?:,? \w+ly,?)? {_WOULD_NOT}{_WILL}{_ADVERB} (?:{_SERVE}|{_DOING})\b",
    r"\bi(?:'ll| will| must| have to| need to|'m going to| am going to|'d| would)?"
    r"(?: \w+ly)?(?: have to| need to| prefer to| like to)? "
    r"(?:decline|refuse|refrain|abstain|pass on (?:this|that)|turn (?:this|that|it) down)\b",
    r"\bi(?:'d| would) (?:rather|prefer) not\b",
    r"\b(?:it's|it is|that's|that is|this is) (?:not something|nothing)(?: that)? i\b",
    r"\b(?:is|are|falls?|lies?|goes) (?:outside|beyond) (?:of )?(?:my|what i)\b",
    r"\bmy (?:guidelines|programming|rules|principles|values|policies|instructions|design)"
    r"(?: \w+)? (?:do(?:es)? not|don't|doesn't|prevents?|prohibits?|forbids?|stops?|bars?)\b",
    r"\b(?:against|violates?|contrary to|conflicts? with) (?:my|the (?:content|usage))\b",
    rf"\bit(?:'s not|'s never| is not| is never| isn't| would not be| wouldn't be)(?: \w+ly)? "
    rf"{_RIGHT}(?: (?:or|and) {_RIGHT})? (?:for me )?to (?:{_SERVE}|give|make|tell)\b",
    r"^(?:no|sorry|apologies)[,.] (?:but )?(?:i|that|this)\b.{0,20}\b(?:not|\w+n't|unable)\b",
    r"^(?:unable|not able|unwilling) to (?:help|assist|comply|provide|answer)",
    r"^(?:no,? )?(?:sorry,? )?(?:i (?:won't|can't|cannot|will not|refuse)|no can do)\W*$",
    r"^(?:request|permission|access) (?:denied|declined|refused|rejected)\b",
    r"^(?:this|that|the|your) (?:request|question|prompt|content)(?: \w+)? (?:can't|cannot|won't|"
    r"violates|is not allowed|has been (?:blocked|declined|rejected))\b",
    *_ELSEWHERE,
)
"""The speaker, in the first person, turns the request down."""

LOOKALIKES = _any(
    r"\bcan(?:'t|not) (?:help but|help feeling|wait|stress|emphasi[sz]e|overstate|imagine|"
    r"believe|recommend .{0,40}\benough|say (?:for (?:sure|certain)|enough|with certainty)|"
    r"guarantee|promise|remember|complain|think of|give .{0,20}\benough praise)",
    r"\b(?:don't|do not) (?:make (?:any )?mistake|give up|go (?:too|over)|say much)",
    r"\b(?:if|when|whether|why|that|because) i (?:can't|cannot|don't|do not|am not|'m not)\b",
)
"""Sound like declining and are not."""

LACKS = _any(
    r"\b(?:i|we) (?:don't|do not|lack|have no)(?: \w+){0,3} (?:access|information|data|details|"
    r"knowledge|ability|capability|records?)\b",
    r"\bthere (?:is|are) no (?:public|available|reliable|known|official|verified)\b",
)
"""The speaker says that it does not know or cannot find out."""

APOLOGY = _any(
    r"^(?:i(?:'m| am)(?: \w+ly| so| very)? (?:sorry|afraid)|sorry|i apologi[sz]e|my apologies|"
    r"apologies|unfortunately|regrettably|i regret)\b(?! to hear| that you| for your| about|"
    r" you're| you are| for the (?:loss|confusion|inconvenience|delay))",
)
IDENTITY = _any(
    r"\bas an? (?:\w+ ){0,3}(?:ai|artificial|assistant|language model|chatbot|llm)\b",
    r"\b(?:i am|i'm) (?:just |only |merely )?an? (?:\w+ )?(?:ai|artificial|assistant|language)\b",
)
"""The speaker speaks of being a machine."""

JUDGEMENT = _any(
    r"\b(?:is|it's|be|are)(?:n't)? (?:also )?(?:not|never) (?:\w+ly )?(?:appropriate|ethical|"
    r"acceptable|okay|ok|right|legal|respectful|responsible|moral|suitable|permissible)\b",
    r"\b(?:is|are|be|and|or|considered) (?:\w+ly )?(?:illegal|unethical|immoral|harmful|hateful|"
    r"inappropriate|unacceptable|offensive|disrespectful|discriminatory|unlawful|derogatory)\b",
    r"\bi (?:strongly |must |highly )*(?:advise against|discourage|condemn)\b",
)
"""The speaker passes judgement."""

OBJECTS = _any(
    r"\bi (?:must|have to|need to|should|want to|feel obliged to) (?:also )?(?:point out|note|"
    r"inform|remind|advise|caution|stress|say|mention|address|clarify|emphasi[sz]e)\b.{0,60}"
    r"\b(?:term|phrase|word|wording|language|question|request|expression)\b",
    r"\bi (?:must|have to|need to) (?:advise|caution|warn) (?:you )?against\b",
)
"""The speaker takes exception to the request or its wording."""

HELPS = _any(
    r"\bhere(?:'s| is| are)\b",
    r"\b(?:but|however|instead),? i (?:can|could|will|would be (?:happy|glad) to) (?:\w+ly )?"
    r"(?:tell|share|explain|give|offer|provide|outline|describe|summari[sz]e|walk|say)\b",
)
"""The speaker announces help after all."""

LETTER = _any(r"^(?:dear\b|subject\b|to whom it may|re:)")
"""A drafted letter begins: its writer's "I" is not the assistant."""
