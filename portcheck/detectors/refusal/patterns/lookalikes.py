"""Phrases that sound like declining, but are not."""

from __future__ import annotations

from portcheck.detectors.refusal.cue import vocabulary
from portcheck.lazy_pattern import LazyPattern

_BUSINESS = (
    r"(?:exceptions?|refund\w*|discounts?|returns|returned|exchange\w*|replacements?|deliver\w*|"
    r"shipp\w+|shipments?|warrant\w+|fees?|credits?|compensat\w+|extensions?|deadlines?|bookings?|"
    r"reservations?|appointments?|payments?|cancel\w*|reimburse\w*|reschedul\w+|vouchers?|"
    r"coupons?|backorders?|upgrades?|waive\w*|(?:your|this|the|an) order|leave requests?|attend|"
    r"riders?|furniture|parcels?|gift cards?|instal?lments?)"
)
"""Things that companies grant or refuse."""

FIRM_TALK = LazyPattern(
    r"\b(?:i|we) (?:am |are )?(?:\w+ly )?(?:cannot|could not|will not|do not|not able to|unable "
    r"to|not (?:permitted|allowed|authori[sz]ed) to|(?:have to|must) (?:decline|refuse))(?: be "
    r"able to)?(?: \w+ly)? (?!(?:\w+ )?(?:help|assist|support|engage|comply|participate|write|"
    r"create|teach)\b)"
    rf"(?:[^.;:!?]{{0,60}}? )?{_BUSINESS}\b"
    r"|\bwe (?:are )?(?:cannot|could not|do not|will not|(?:not (?:able|allowed|permitted)|unable) "
    r"to) (?:\w+ly )?(?:allow|accept|issue|ship|deliver|match|change|swap|lower|reduce|extend|"
    r"reserve|offer|sell|stock)\b(?! (?:\w+ ){0,2}(?:requests?|content|questions?|prompts?|"
    r"instructions?|information|advice|guidance|details|assistance|help|support|"
    r"recommendations?|opinions?|this|that|such|anything)\b)"
    r"|\b(?:our|the) (?:\w+ )?(?:return|refund|shipping|cancell?ation|warranty|company|store|"
    r"leave|travel|expense|attendance|exchange|pricing|billing|hotel|school) polic(?:y|"
    r"ies)\b[^.;!?]*"
)
"""A company's rules and regrets, as in a reply to its customers: not a refusal of the request."""

FIRM_WORDS = vocabulary(
    "policy policies exception exceptions refund refunds refunded discount discounts returns "
    "returned exchange exchanges exchanged replacement replacements deliver delivery deliveries "
    "delivered ship shipping shipped shipment shipments warranty warranties fee fees credit "
    "credits compensate compensation extension extensions deadline deadlines booking "
    "bookings reservation "
    "reservations appointment appointments payment payments cancel cancellation cancelled "
    "reimburse reimbursement reschedule voucher vouchers coupon coupons backorder backorders "
    "upgrade upgrades waive waived order leave attend "
    "allow accept issue match change swap lower reduce extend reserve offer sell stock "
    "rider riders furniture parcel parcels gift installment installments instalment instalments"
)
"""Every match of `FIRM_TALK` contains one of these words."""

LOOKALIKES = LazyPattern(
    r"\b(?:cannot|could not|will not|do not)(?: even)? (?:begin to|take away|bring (?:\w+ "
    r"){1,3}back|fathom|find the (?:right )?words|undo|"
    r"(?:try|attempt) to (?:explain|make sense|understand|cheer)|make (?:it|this|that) (?:\w+ )?"
    r"(?:easier|better|lighter|go away)|tell you (?:that )?(?:it|this|everything|things) (?:will|"
    r"is|does|do|should|are)|replace (?:\w+ ){0,2}(?:loss|"
    r"lost)|change "
    r"what|pretend to (?:know|understand)|say (?:i|we) understand|know what you)\b|\b(?:cannot|do "
    r"not|will not|would not|could not) (?:help but|help feeling|wait|stress|emphasi[sz]e|"
    r"overstate|imagine|believe|recommend [^.]{0,60}\b(?:enough|highly)|recommend it enough|thank|"
    r"say (?:for sure|enough|with certainty)|guarantee|promise|give [^.]{0,20}\benough|tell you "
    r"how (?:much|many|often|happy|glad) (?:i|we|it|this|that|people|fun)\b|express (?:how|"
    r"enough)|do without|make (?:any )?mistake|give up|go (?:too|over|wrong)|take (?:it|this|"
    r"that) (?:personally|lightly|for granted)|recommend (?:buying|using|doing|trying|it for|this "
    r"for)|make sense|speak for|talk about [^.]{0,30} without)\b|\b(?:if|when|whether|why) (?:i|"
    r"we) (?:cannot|do not|am not|will not)\b|\bwill not (?:pretend (?:to|that|this)|fabricate|"
    r"invent|guess|lie|sugar-?coat|bore|spoil|waste|repeat myself|judge)\b|\breproduce (?:the|"
    r"this|your) (?:\w+ )?(?:crash|error|bug|issue|problem|fault|behaviou?r)\b|\bwould not (?:be "
    r"(?:surprised|complete|possible)|do it|take|use|make)\b|\b(?:do not|i am not) "
    r"(?:suggest(?:ing)?|say(?:ing)?|mean(?:ing)?|claim(?:ing)?) that\b|\bdo not (?:speak|talk|"
    r"work|perform|take|make|let|do|list|rate|execute|process|allow|send|handle|serve|agree|give|"
    r"show|carry|come)\b"
)
"""Other phrases that sound like declining, but are not."""

LOOKALIKE_WORDS = vocabulary(
    "but feeling wait stress emphasize emphasise overstate imagine believe recommend thank say "
    "guarantee promise give tell express without speak talk make go take if when whether why "
    "pretend "
    "fabricate invent guess lie sugarcoat sugar bore spoil waste repeat judge reproduce would "
    "suggest "
    "suggesting saying mean meaning claim claiming work perform let do list rate execute process "
    "allow send handle serve agree show carry come begin away back fathom words undo replace "
    "change understand know try attempt"
)
"""Every match of `LOOKALIKES` contains one of these words."""
