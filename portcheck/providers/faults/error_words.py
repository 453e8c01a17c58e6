"""Patterns for the words and codes in errors of vendors and gateways.

Words about an account, a region, a budget or a service count under any status. All patterns are for
lower-case text of a few hundred characters; gaps are bounded, so matching is always fast.
"""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.error_classes import ErrorClass
from portcheck.lazy_pattern import LazyPattern

BY_NAME: Mapping[str, ErrorClass] = {
    "authenticationerror": "auth",
    "authorizationerror": "auth",
    "unauthenticated": "auth",
    "unauthorized": "auth",
    "permissionerror": "auth",
    "permissiondenied": "auth",
    "permissiondeniederror": "auth",
    "accessdenied": "auth",
    "unrecognizedclientexception": "auth",
    "invalidclienttokenid": "auth",
    "expiredtoken": "auth",
    "authenticationtokenexpired": "auth",
    "expiredtokenexception": "auth",
    "invalidsignatureexception": "auth",
    "invalidapikey": "auth",
    "invalidauthentication": "auth",
    "organizationrestricted": "auth",
    "unsupportedcountryregionterritory": "auth",
    "notfounderror": "not_found",
    "modelnotfound": "not_found",
    "modelnotavailable": "not_found",
    "modelnotopen": "not_found",
    "modelnotsupported": "not_found",
    "modeldecommissioned": "not_found",
    "deploymentnotfound": "not_found",
    "invalidendpointormodel": "not_found",
    "ratelimiterror": "rate_limited",
    "ratelimited": "rate_limited",
    "ratelimitexceeded": "rate_limited",
    "ratelimitreached": "rate_limited",
    "toomanyrequests": "rate_limited",
    "resourceexhausted": "rate_limited",
    "throttling": "rate_limited",
    "throttlingexception": "rate_limited",
    "limitburstrate": "rate_limited",
    "overloadederror": "overloaded",
    "engineoverloadederror": "overloaded",
    "serveroverloaded": "overloaded",
    "serviceunavailable": "overloaded",
    "serviceunavailableerror": "overloaded",
    "timeouterror": "timeout",
    "timeout": "timeout",
    "deadlineexceeded": "timeout",
}
"""Types, codes and exception names with the same meaning at every vendor, only letters."""

SPENT_NAMES = frozenset(
    {
        *("insufficientquota", "insufficientbalance", "insufficientbalanceerror"),
        *("insufficientcredits", "creditbalanceexhausted", "organizationspendlimitexceeded"),
        *("projectspendlimitexceeded", "organizationusagelimitexceeded", "billinghardlimitreached"),
        *("billingnotactive", "billingerror", "budgetexceeded"),
        *("budgetexceedederror", "arrearage", "accountoverdueerror"),
        *("exceededcurrentquotaerror", "quotaexhausted"),
    }
)
"""Names for a budget or quota that is used up."""

VAGUE_NAMES = frozenset(
    {
        *("servererror", "upstreamerror", "badresponsestatuscode"),
        *("apierror", "apiconnectionerror", "internalerror"),
        *("internalservererror", "internalserviceerror"),
    }
)
"""Names that only say that the vendor failed; other words in the error are more specific."""

MEANT_BY_REQUEST = frozenset(
    {
        *("invalidrequesterror", "invalidrequest", "invalidrequestexception", "invalidargument"),
        *("badrequest", "badrequesterror", "validationerror", "validationexception", "validation"),
        *("invalidparameter", "invalidparametererror", "unprocessableentity", "failedprecondition"),
        *("invalidvalue", "unprocessableentityerror", "outofrange", "requesttoolarge", "tooluse"),
        *("toolusefailed", "contextwindowexceedederror", "contextlengthexceeded", "paramerror"),
        *("unsupportedparameter", "unsupportedvalue", "unknownparameter", "jsonvalidatefailed"),
    }
)
"""Names that mean that the request is at fault."""

BLOCKED_NAME = LazyPattern(
    r"datainspection|contentpolicy|(?<!invalid)contentfilter(?!error)|contentblocked|contentmoderation"
    r"|sensitivecontent|invalidprompt|responsibleaipolicyviolation"
    r"|(?:cyber|bio|misalignment|image|safety|guardrails?|usage)(?:content)?policy"
    r"|guardrails?(?:violat|block|interven|trigger|denied)|policyviolation|hooksfailed"
    r"|moderation(?:blocked|flagged)|safetyviolation|promptblocked|prohibitedcontent"
    r"|promptshield|jailbreak|promptinjection|unsafecontent|sensitiveword"
)
"""Types and codes of a filter that blocked the prompt, only letters."""

_SUBJECT = r"(?:content|prompt|inputs?|outputs?|request|response|messages?|query|text|data|images?)"
_FILTER = (
    r"(?:guardrail|polic|filter|moderat|safety|security|content|harm|responsible ai|risk|sensitive"
    r"|inappropriate|model armor|malicious|toxic|injection|jailbreak|\bpii\b|\bdlp\b)"
)
BLOCKED = LazyPattern(
    rf"\b{_SUBJECT}\b[^.]{{0,60}}\b(?:blocked|flagged|rejected|denied|filtered)\b[^.]{{0,60}}{_FILTER}"
    r"|violat\w*[^.]{0,60}(?:usage|content|safety|guardrail|moderation|acceptable|responsible"
    r"|community|polic(?:y|ies)|guideline|rules\b)"
    r"|\b(?:guardrail|content|safety|usage|moderation)s?\b[^.]{0,30}\b(?:violat\w+|triggered|intervened)"
    r"|(?:inappropriate|sensitive|unsafe|harmful|illegal|prohibited|offensive|disallowed)"
    r"(?: or \w+)? (?:content|information|material|words?|text|topic)"
    rf"|\b{_SUBJECT}\b(?: \w+){{0,3}} flagged\b"
    r"|\bnew_sensitive|\b(?:in|out)put sensitive\b(?! to)|content_policy_violation|safety_check"
    r"|requires moderation\b"
    r"|guardrail (?:checks?|hooks?|polic\w+|rules?)?[^.]{0,40}\b(?:failed|denied|blocked)\b(?! to)"
    r"|fail(?:ed|s)? (?:the |our )?(?:content|safety|moderation)[\w ]{0,20}"
    r"(?:check|inspection|filter|review)"
    r"|(?:not|n't) pass[\w ]{0,20}(?:content|safety|moderation|inspection)"
    r"|(?:jailbreak|prompt (?:injection|attack))[\w ]{0,20}(?:detected|blocked|attempt)"
    r"|detected as an? (?:jailbreak|prompt (?:injection|attack))"
    r"|content exists risk|high risk"
    r"|(?:pattern|prompt|topic|keyword) is (?:blocked|denied|forbidden)"
    r"|blocked by (?:(?:the|an?|our|your) )?(?:\w+ )?(?:guardrail|filter|moderation|safety|content"
    r"|model armor|lakera|shield)|blocked (?:entity|keyword|phrase|topic|category)\b"
    r"|responsible ai (?:practices|polic)|content (?:management|safety) (?:policy|system)"
    r"|不安全|敏感|违规|不合规|内容审核|安全审核|内容安全|風險|涉黄|涉政"
)
NOT_BLOCKED = LazyPattern(
    r"\brate\b|rate[ _]limit|parameter|unknown field|schema|content[- ]type"
    r"|violat\w* (?:\w+ ){0,2}(?:pattern|constraint|format)|must (?:be|have) an? "
    r"|could not (?:be )?(?:evaluate|run|load)|failed to|timed? ?out"
    r"|(?:config\w*|identifier|version)[\w\s'\":-]{0,40}(?:invalid|not found|does not exist)"
    r"|enough quota|ip address|not filtered"
)
"""The filter itself failed, or is only mentioned."""

MONEY = LazyPattern(
    r"insufficient[ _](?:\w+ )?(?:balance|credits?|funds?|quota|resource)|credit balance"
    r"|\b(?:balance|credits?|funds)\b[^.]{0,30}(?:too low|insufficient|depleted|exhausted|run out"
    r"|ran out|used up|not enough|not sufficient|negative)"
    r"|(?:out of|no|all|all available|requires? more|not enough|exhausted your|insufficient) "
    r"(?:of )?(?:your )?(?:available |remaining |prepaid |monthly |included )*"
    r"(?:credits?|funds|neurons|balance)\b"
    r"|spend(?:ing)?[ _-]?(?:cap|limit|quota|threshold)|key limit|call volume|volume quota"
    r"|\bbudget\b[^.]{0,30}(?:exceeded|exhausted|reached|used up|overrun|spent)"
    r"|exceed\w*[^.]{0,30}\bbudget\b"
    r"|arrear|overdue|unpaid|past due|good standing|\binvoices?\b"
    r"|(?:not|n't) have (?:any |enough |sufficient )?(?:\w+ )?(?:credits?|balance|funds|quota)\b"
    r"|not enough quota|exceed\w*[^.]{0,40}\ballowance"
    r"|\ballowance\b[^.]{0,30}(?:exceeded|exhausted|used up)"
    r"|exceeded\w*budget|\binference limit"
    r"|payment (?:is )?(?:required|failed|due)|billing (?:hard limit|is (?:not |dis))|billing_"
    r"|(?:trial|subscription|package|plan)\b[\w ]{0,20}\b(?:ended|expired|exhausted|used up)"
    r"|余额|欠费|资源包"
)
"""Nothing is left to pay with: waiting does not help."""
ADVICE = LazyPattern(
    r"add (?:a |more )?(?:credits|payment)|payment method|purchase (?:more|credits)|top[ -]up"
    r"|recharge|充值|套餐|付费"
)
"""Advice to pay more, which vendors also give for limits per minute."""

PERIOD = LazyPattern(
    r"free[ -](?:daily |tier |models?[ -]per[ -]day|allocation|quota)"
    r"|(?:daily|monthly|weekly|yearly|annual|lifetime)\b[\w ]{0,30}"
    r"(?:limit|quota|allocation|allowance|cap)\b"
    r"|(?:per|/|a|every) ?(?:day|week|month|86400 ?s)\b|requests? today|used up your"
    r"|quota will be replenished"
    r"|usage limits?[^.]{0,60}(?:reached|exceeded|hit)|hit your usage limit|quota will reset"
    r"|reached your[\w ]{0,30} usage limits?"
    r"|每日|每天|每月|日限额|月限额|额度|使用上限|限额"
)
"""A quota of a day or more."""
SPENT = LazyPattern(
    r"exceed|reached|exhaust|used up|used all|limited to|over (?:your|the)|hit|out of|too many"
    r"|超|用尽|用完|达到"
)
QUOTA = LazyPattern(
    r"exceeded your current quota|quota[ _](?:limit )?(?:has been |is |was |already )?"
    r"(?:exceeded|exhausted|used up|reached)|out of (?:\w+ ){0,3}quota|no quota|配额(?:不足|已用)"
)
"""A quota of unknown length: spent, unless the vendor says that waiting helps."""
RATE = LazyPattern(
    r"rate[ _-]limit|too many (?:requests|concurrent|connections)|throttl|concurren|slow down"
    r"|burst|\b(?:rpm|tpm|rps|qps|tps)\b|requests? (?:per|/)"
    r"|tokens? (?:per|/) ?(?:second|minute|min)"
    r"|(?:per|/)[ _]?(?:second|minute|min)(?![a-z])|too (?:frequent|fast)"
    r"|频率|频繁|并发|限流|速率|访问量过大"
)
MINUTE = LazyPattern(
    r"(?:per|/)[ _]?(?:second|minute|min)(?![a-z])|\b(?:rpm|tpm|rps|qps|tps)\b|每分钟|每秒"
)
PACE = LazyPattern(
    r"concurren|too many|too (?:fast|frequent)|slow down|throttl|burst|并发|频率|频繁"
)
"""The caller sends too many requests at a time."""
WAIT = LazyPattern(
    r"(?:retry|try again|available again)(?: \w+){0,2} (?:later|in|after)|retry later|请稍后"
    r"|\bseconds?\b|\bminutes?\b"
)

_ACCOUNT = (
    r"(?:organi[sz]ation|account|workspace|project|tenant|subscription|user|team|customer"
    r"|api[ _-]?key|access token)"
)
_STOPPED = (
    r"(?:restricted|disabled|suspended|banned|blocked|deactivated|locked|frozen|terminated"
    r"|inactive|closed|revoked|expired|deleted|archived|flagged|under review"
    r"|not (?:active|activated|allowed|authori[sz]ed|permitted|eligible|enabled|entitled|verified"
    r"|found|approved|subscribed))"
)
ACCOUNT = LazyPattern(
    rf"\b{_ACCOUNT}\b(?: [\w'\"@./:-]+){{0,4}} (?:has been|have been|has|is|was|are|been)"
    rf"(?: \w+){{0,2}} {_STOPPED}"
    rf"|\b(?:disabled|suspended|banned|deactivated|frozen|locked) {_ACCOUNT}"
    rf"|\b{_ACCOUNT}(?: usage)? (?:suspended|disabled|banned|deactivated|restricted)\b"
)
"""The vendor has suspended the account."""
OWN_ACCOUNT = LazyPattern(
    r"\b(?:your|this) (?:organi[sz]ation|account|workspace|project|tenant|subscription"
    r"|api[ _-]?key)"
    rf"(?: \w+){{0,2}} (?:must be (?:verified|upgraded)|(?:has been|is|was)(?: \w+)? {_STOPPED})"
    r"|(?:available|supported|included|allowed|enabled|permitted)(?: \w+)? (?:in|on|for|with|under"
    r"|by) (?:your|the) (?:current |free )?(?:plan|tier|subscription|account|organi[sz]ation"
    r"|project|workspace|api[ _-]?key)\b|upgrade your (?:plan|account|subscription)"
)
"""The error is about the caller's account, even if it also mentions the request."""
AUTH = LazyPattern(
    r"(?:invalid|incorrect|wrong|missing|no|bad|expired) (?:or \w+ )?(?:api[ _-]?key|api token"
    r"|access token|auth\w*(?: token| header)?|bearer|credentials?|security token)\b"
    r"|api[ _-]?key[^.]{0,20}(?:invalid|missing|required|expired|not valid|not found)"
    r"|\blog ?in fail|\bunauthori[sz]ed|not authori[sz]ed|unauthenticated|proxy authentication"
    r"|authentication (?:failed|required|error)|permission denied|access (?:is |was )?denied"
    r"|(?:not|n't) have (?:the )?(?:\w+ )?(?:access|permission|the right)"
    r"|not (?:allowed|permitted|entitled|eligible) to (?:use|access|call|invoke|request)"
    r"|operation not allowed|(?:accept|agree to) the (?:terms|license|eula)"
    r"|api key or oauth|use case details"
    r"|\btoken is (?:invalid|expired|not valid)|security token|\bip address"
    r"|invalid (?:jwt|token(?! (?:in|at|near|id|count|'|\")))\b"
    r"|not a member of|sufficient permission|expired token|failed to authenticate"
    r"|requires? an? (?:\w+ ){0,2}(?:subscription|plan)\b|\bplan (?:does )?not support"
    r"|密钥|令牌|鉴权|未授权|无权|账号|账户"
)
_PLACE = r"(?:country|countries|region|territory|territories|location|jurisdiction|geograph\w+)"
_CLOSED = (
    r"(?:not (?:\w+ )?(?:supported|available|allowed|permitted|served|eligible)|unsupported"
    r"|restricted|blocked|prohibited|unavailable|embargo\w*|sanction\w*)"
)
REGION = LazyPattern(
    rf"\b{_PLACE}\b[^.]{{0,60}}{_CLOSED}|{_CLOSED}[^.]{{0,40}}\b{_PLACE}\b|legal reasons"
    r"|unsupported_country|地区|国家"
)

NOT_FOUND = LazyPattern(
    r"not a valid model|invalid model(?: name| id|:)|model identifier is invalid|model not exist"
    r"|\bmodels?\b[^.]{0,80}(?:(?:not|n't) exist|not found|not (?:\w+ )?(?:available|accessible"
    r"|activated|enabled|deployed|opened|open\b|served|subscribed|provisioned)|is unavailable)"
    r"|\bmodels?\b[^.]{0,40}(?:isn't|is not|not|n't) (?:\w+ )?support(?:ed)? (?:in|for|by) "
    r"(?:this|your|the|that) (?:region|account|location|plan|project|endpoint|provider)"
    r"|unable to access[^.]{0,40}model|(?:no|unknown|unrecogni[sz]ed|unsupported) (?:such )?model\b"
    r"|no (?:such )?deployment|deployment[^.]{0,60}(?:not exist|not found|n't exist)"
    r"|requested model is not supported|no allowed providers|模型不存在|模型未开通|未开通"
)
OVERLOADED = LazyPattern(
    r"overload|capacity exceeded|at capacity|over capacity|out of capacity|degraded"
    r"|temporarily (?:unavailable|disabled|offline)|currently (?:loading|unavailable|busy|offline)"
    r"|(?:is|still) (?:loading|warming up|starting|busy)|cold start|under maintenance"
    r"|no (?:healthy|available) (?:\w+ ){0,2}(?:channel|instance|worker|upstream|replica|backend"
    r"|gpu|server|node)s?|繁忙|过载|维护中"
)
SERVER = LazyPattern(
    r"internal (?:server |service )?(?:error|failure)|internalerror|bad gateway|unexpected error"
    r"|something went wrong|service (?:unavailable|error)|system error|upstream (?:error|fail|time)"
    r"|unknown error|系统错误|内部错误|服务异常|网络错误"
)
TIMEOUT = LazyPattern(r"\btimed out\b|(?:request|upstream|gateway|inference) time-?out")
CONTEXT = LazyPattern(
    r"context[ _-]?(?:length|window|size|limit|overflow)|contextwindow|exceed_context_size"
    r"|max(?:imum)? (?:prompt|input|sequence|model|message) (?:length|tokens?|characters|len)"
    r"|prompt\b[^.]{0,30}\btoo (?:long|large)|超长|上下文|输入.{0,10}(?:过长|超)"
    r"|model token limit|max_prompt_tokens|tokens_limit_reached|request body too large for"
    r"|too many (?:input |prompt )?tokens|range of input length|input length and `max_tokens`"
    r"|\b(?:inputs?|prompts?|request|conversation|messages?)\b[^.]{0,60}"
    r"(?:longer than|exceed\w*|must have less than|too (?:long|large|many))[^.]{0,60}\btokens?\b"
    r"|(?<!output )(?<!completion )\btokens?\b(?! per| rate)[^.]{0,40}"
    r"(?:exceed\w*|longer than|larger than)[^.]{0,40}\b(?:input|prompt|context|model)\b"
    r"|prompt token count|input token count[^.]{0,60}exceed|inputs?\W{0,2} tokens? ?\+"
    r"|max_new_tokens"
    r"|input is too long|prompt is longer|max_tokens must be at least 1"
    r"|reduce (?:the |your )?(?:length|prompt|input|number of messages)"
    r"|keep the first \d+ tokens|total tokens limit|maximum number of (?:input )?tokens"
    r"|(?:exceed|over)\w* (?:the )?max(?:imum)? (?:message|input|prompt)? ?tokens"
)
AT_FAULT = LazyPattern(
    r"\binvalid (?:param(?:eter)?s?|arguments?|request|input)\b|参数(?:错误|无效|非法)"
)
"""An error without a status says that the request is at fault."""
BY_MODEL = LazyPattern(
    r"(?:error|failed|unable|could not|cannot)[\w ]{0,20} pars\w+ (?:the )?(?:tool|function) call"
    r"|failed to (?:call|generate) a? ?function|tool call validation failed"
    r"|model (?:produced|generated|returned|output) (?:an? )?(?:invalid|malformed)"
)
"""The model wrote something that is not a call, or not JSON: the model failed, not the service."""
