"""Words that speak of danger, so that a page can put human help first, before any result.

Tuned to miss little: showing a helpline to someone who did not need it costs a line of a page. Sayings such as
"I could murder a curry" are taken out first, so that the page does not shout at people who are only hungry.
This never decides what happens to anybody, and the words are not kept by it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_READ = 100_000
"""Characters that are looked at. Time grows in a straight line with them: about 0.3 s for all."""


class DangerKind(StrEnum):
    """What the words speak of. One text may speak of several."""

    NOW = "now"  # somebody is in danger this minute
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    CRISIS = "crisis"  # cannot cope, cannot go on
    HOME = "home"  # hurt, frightened or controlled by someone close
    SEXUAL = "sexual"  # rape, sexual abuse
    CHILD = "child"  # a child is hurt or at risk
    HURT = "hurt"  # hurt or threatened by anyone, or neglected


@dataclass(frozen=True)
class Danger:
    """What was heard in someone's words."""

    kinds: frozenset[DangerKind]


# Misspellings: a word within one letter lost, added, changed or swapped counts as the word.
_WATCHED = (
    "suicide suicidal suicides overdose overdosed strangled strangling abusing abusive violent violence "
    "molested threatened threatening frightened hunanladdiad hunanladdol gorddos"
).split()

# Words within one letter of a watched word that mean something else.
_NOT_THAT = frozenset(
    "violet violets violin violins frightens brightened threaten threatens amusing causing overdone overdoes".split()
)

_SHORT_FORMS = {
    "kil": "kill", "kll": "kill", "killl": "kill", "kiling": "killing", "unalive": "kill",
    "myslf": "myself", "mysef": "myself", "meself": "myself", "mysel": "myself", "myselv": "myself",
    "misself": "myself", "mself": "myself", "themself": "themselves", "hisself": "himself",
    "sucide": "suicide", "suiside": "suicide", "suacide": "suicide", "suside": "suicide",
    "suisidal": "suicidal", "sucidal": "suicidal", "kms": "kill myself", "ctb": "suicide",
    "id": "i had", "od": "overdose", "oded": "overdosed", "wanna": "want to", "gonna": "going to", "gunna": "going to",
    "im": "i am", "ive": "i have", "hes": "he is", "shes": "she is", "theyre": "they are", "ill": "i will",
    "cannot": "cant", "carnt": "cant", "cnt": "cant", "dnt": "dont", "anymore": "any more",
    "exboyfriend": "ex", "exhusband": "ex", "expartner": "ex", "bf": "boyfriend", "gf": "girlfriend",
    "fella": "partner", "bloke": "partner", "hubby": "husband", "missus": "wife", "mam": "mum", "mom": "mum",
    "kids": "children", "kid": "child", "baby": "child", "toddler": "child", "daughter": "child",
    "son": "child", "lad": "child", "boy": "child", "girl": "child", "grandson": "child",
    "granddaughter": "child", "niece": "child", "nephew": "child",
}  # fmt: skip

_SAYINGS = (
    r"(?:i )?could (?:just )?(?:murder|kill) (?:for )?(?:a|an|some|that)\b",
    r"(?:i d|would|d) (?:kill|murder) for\b",
    r"kill(?:ing|ed|s)? (?:the |some |an hour|a few hours|a bit of )?time\b",
    r"kill(?:ing|s)? (?:the |my |all the )?(?:weeds?|slugs?|mould|germs|moss|ants|rats|mice|wasps|fleas|bugs|mood|vibe|lights?)\b",
    r"(?:my|the|his|her|these|me) (?:poor |old |bad )?(?:feet|back|knees?|legs?|shoes|hips?|heels|tooth|teeth|head|shoulders?)(?: is| are| am|s)? (?:absolutely )?killing(?: me)?\b",
    r"(?:dead|dying) (?:tired|funny|keen|easy|good|slow|on|line|bored)\b",
    r"kill(?:ing)? (?:myself|me|herself|himself) (?:laughing|with laughter)\b",
    r"(?:dying|die) (?:to|of|for) (?:see|try|know|meet|learn|hear|have|get|go|laughing|laughter|boredom|embarrassment|a|some)\b",
    r"wants to die (?:at home|peacefully|well|in (?:his|her|their) own)\b", r"to die for\b", r"die hard\b", r"(?:going |want |wants |like )?to die (?:my |her |his )?(?:hair|cloth|wool)\b", r"dressed to kill\b", r"make a killing\b", r"killer (?:heels|queen|instinct|app|whales?|sudoku)\b",
    r"murder(?:s|ed)? (?:myster(?:y|ies)|weekend|evening|night|ballads?|on the dance ?floor|in the)\b", r"blue murder\b",
    r"suicide squad\b", r"suicide prevention (?:course|training|work)\b", r"self (?:defence|defense)(?: class(?:es)?)?\b",
    r"(?:photo|film|clay|video|basketball|rugby|football|penalty) shoot(?:ing|s|out)?\b", r"shooting (?:a |some )?(?:film|films|photos?|pictures|video|hoops|stars?|club|range|pool)\b",
    r"(?:overdosed?|overdosing) (?:on|of) (?:chocolate|cake|cakes|telly|tv|cheese|christmas|sugar|netflix|sunshine|coffee|bingo)\b",
    r"hang(?:ing)? (?:out|around|about|on|up|gliding)\b", r"bread knife\b", r"knife (?:skills|sharpening|sharpener|and fork)\b",
    r"beat(?:ing|s)? (?:the|me at|us at|him at|her at|them at) (?:drums?|clock|heat|odds|chess|cards|bingo|dominoes|traffic|queues?|blues|eggs|tennis)\b",
    r"(?:hit|hits|hitting) (?:the|a) (?:gym|road|town|shops|ball|hay|sack|spot|tennis ball|wall)\b",
    r"(?:child|children)(?:s)? (?:abuse|protection|safeguarding) (?:training|course|policy)\b",
    r"(?:frightened|scared|afraid|terrified) of (?:spiders|heights|flying|dogs|dentists?|the dentist|the dark|mice|snakes|computers|technology|lifts|water|needles)\b",
    r"(?:abusive|violent) (?:films?|games?|weather|storms?|reviews?|language)\b",
    r"(?:end|ending) it all (?:up|started|with)\b", r"cant go on (?:holiday|a|the|my|that|this|public|buses|trains|sundays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|stage|computers?|facebook)\b",
    r"(?:smash(?:es|ed)?|kick(?:s|ed)?|punch(?:es|ed)?) (?:a|the) (?:ball|football|bag|bags|pads?|avocado)\b",
    r"cut(?:ting)? myself (?:some|a|another|shaving)\b", r"burn(?:ing|ed|t)? myself out\b",
)  # fmt: skip

_SELF = r"(?:myself|himself|herself|themselves|yourself|ourselves)"
_CLOSE = (
    r"(?:he|she|they|husband|wife|partner|boyfriend|girlfriend|ex|dad|father|stepdad|mum|mother|child|brother"
    r"|uncle|carer|man|woman|someone|somebody|family|in laws?|grandad|flatmate|landlord|neighbour|neighbours)"
)
_HITS = (
    r"(?:hits|hit|hitting|beats|beat|beating|beaten|slaps|slapped|slapping|punches|punched|punching|kicks|kicked|kicking"
    r"|chokes|choked|choking|strangles|strangled|strangling|burns|burned|burnt|throttled|battered|batters|hurts|hurt|hurting"
    r"|pushed|pushes|pushing|shoved|shoves|shoving|grabs|grabbed|drags|dragged|pinned|spits|spat|attacks|attacked|attacking|bites|stabbed|abuses|abused|abusing|threatens|threatened|threatening|raped)"
)
_GAP = r"(?: \w+){0,3}? "

_PATTERNS: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.SUICIDE: (
        r"\bsuicid(?:e|al|es)\b", rf"\b(?:kill|killing|killed|hang|hanging|hanged|drown|drowning|shoot|top|topping|off|offing|do) {_SELF}(?: in)?\b",
        r"\b(?:want|wants|wanted|wish|like|ready|going|plan|planning|rather|hope|need|better)(?: \w+){0,2}? (?:to |i |was |be |were )?(?:die|dead)\b",
        r"\bwish (?:i|he|she) (?:was|were|had)(?: not|nt| never)? (?:dead|been born|born)\b", r"\bwish i had never been born\b",
        r"\b(?:end|ending|ended) (?:it all|my life|his life|her life|their life|my own life|things for good|it tonight|it now|it)\b",
        rf"\btak(?:e|es|ing|en) (?:my|his|her|their) (?:own )?li(?:fe|ves)\b", r"\btook (?:my|his|her|their) (?:own )?li(?:fe|ves)\b",
        r"\b(?:dont|do not|no longer|not) want to (?:be alive|wake up|exist|carry on|(?:live|be here|go on|be around)(?:$| any| like this| tomorrow| and| but| living| with this))", r"\bno (?:reason|point) (?:to|in|for)? ?(?:live|living|going on|carrying on|life|being here)\b",
        r"\bnothing (?:left )?to live for\b", r"\bnot worth living\b", r"\b(?:better|be better) off (?:dead|without me)\b", r"\b(?:jump|jumping|throw myself) (?:off|in front of|under|from)(?: \w+){0,2}? (?:bridge|train|roof|viaduct|building|cliff|car|lorry|bus|multi storey)\b",
        r"\b(?:point|sense) (?:of|in|to) (?:anything|any of it|it all|me)\b", r"\bending things\b", r"\bcant see (?:a|any|the) (?:future|way|point|end)\b", r"\b(?:easiest|painless|quickest|quick|best) ways? to (?:die|go)\b", r"\b(?:not|wouldnt|didnt|never) wake up\b", r"\b(?:go|want to|just) (?:and )?(?:be with|join) (?:him|her|them|my (?:dead|late) \w+|my \w+ in heaven)\b", r"\b(?:goodbye|suicide) (?:letter|note)s?\b", r"\b(?:have|got|had|saved up) (?:the|my|enough) (?:pills|tablets|rope)\b(?= and| ready|$)", r"\b(?:miss|notice|care)(?: \w+)? if i (?:was|were|died|am|had|disappeared)\b", r"\b(?:better|be better) off if i (?:was|were|am|had)(?: \w+)? (?:gone|dead|here|died|around|away)\b",
        r"\bwant to (?:disappear|be gone|not be here|never wake up)\b", r"\bwant(?: \w+)? (?:it|the pain|this pain|my pain|this|everything)(?: all)? to (?:end|stop|be over)\b", r"\bgoing to jump\b(?! (?:on|in|into|at|for|up|out of a plane))", r"\bwont be (?:here|around|alive)(?: \w+)? (?:tomorrow|much longer|soon|any more|long)\b|\bwont be here tomorrow\b", r"\bdo something (?:stupid|silly|terrible|bad)\b",
        r"\b(?:sleep|go to sleep|fall asleep) and (?:never|not) wake\b", r"\bnever wake up\b", r"\bsay(?:ing)? goodbye to (?:everyone|everybody|the world)\b",
        r"\bhunanladd\w*\b", r"\blladd (?:fy|ei|dy) hun\b", r"\b(?:eisiau|isio|moyn|am) marw\b", r"\b(?:ddim|dim) (?:eisiau|isio|moyn|am) (?:byw|bod yma)\b", r"\bdiweddu(?:r)? (?:y )?(?:cyfan|fy mywyd|cwbl)\b",
    ),
    DangerKind.SELF_HARM: (
        r"\bself ?harm\w*\b", rf"\b(?:cut|cutting|cuts|burn|burning|burnt|hurt|hurting|hurts|harm|harming|harms|scratch|scratching|starve|starving) {_SELF}\b",
        r"\bcutting (?:again|my arms?|my legs?|her arms?|his arms?|my wrists?)\b", r"\b(?:cut|cutting|burn|burning|burnt|scratch|scratching) (?:my|her|his) (?:arms?|legs?|skin|wrists?|thighs?)\b", r"\bslit\w* (?:my|his|her) wrists?\b", r"\b(?:cuts|scars|cut marks) (?:on|up|all over) (?:my|her|his) (?:arms?|legs?|wrists?)\b",
        r"\b(?:been|started|back to) cutting(?! (?!myself|again|my (?:arm|leg|wrist|skin))\w)", r"\b(?:hunan ?niweidio|brifo fy hun|anafu fy hun|torri fy hun)\b",
    ),
    DangerKind.OVERDOSE: (
        r"\boverdos\w*\b", r"\b(?:took|taken|take|taking|swallowed|had)(?: \w+){0,2}? (?:too many|loads of|a lot of|too much|all (?:my|the|her|his)|lots of|whole (?:box|packet|bottle) of|bottle of|packet of|handful of)(?: \w+){0,2}? ?(?:tablets|pills|paracetamol|meds|medication|aspirin|painkillers|antidepressants|insulin|bleach)\b",
        r"\b(?:drank|drunk|swallowed|drinking) (?:some |the )?(?:bleach|antifreeze|poison)\b", r"\bgorddos\w*\b", r"\bgormod o (?:dabledi|bils|feddyginiaeth)\b",
    ),
    DangerKind.CRISIS: (
        r"\b(?:cant|can not|can t|could not|couldnt) (?:go on|carry on|keep going|do (?:it|life) any more|take (?:it|this|much more|any more)|cope|face (?:another|tomorrow|the night|tonight)|live like this|see a way out|be on my own tonight)\b",
        r"\b(?:cant|can not) (?:keep (?:doing this|doing it|on$|on like|this up|it up$)|do this(?: any| alone| tonight|$))", r"\b(?:everything|it|life|it all) (?:is |gets |has got |just |all |feels )*too much\b(?! (?:money|for the price|cake|noise))", r"\bstopped eating and\b", r"\b(?:i am|feel i am) going under\b", r"\b(?:get|make it|got) through (?:the night|tonight|another (?:day|night))\b", r"\b(?:frightened|scared|afraid) (?:of )?what i (?:will|might|may|could|would|am going to) do\b", r"\bcant face being (?:on my own|alone) tonight\b", r"\b(?:had enough of (?:life|living|everything)|given up on life|giving up on life|no way out|at breaking point|end of my (?:tether|rope)|at rock bottom|hit rock bottom|losing my mind|nervous breakdown|having a breakdown|mental health crisis|in crisis)\b",
        r"\bvoices (?:are |keep )?(?:tell|telling|told) me\b", r"\bvoices are (?:bad|back|loud|getting worse)\b", r"\b(?:lost|no|losing) (?:all )?hope\b(?! of)", r"\b(?:feel|feeling|am) (?:so |totally |completely )?(?:hopeless|desperate)\b(?! (?:at|with|for|to))",
        r"\b(?:methu|ddim yn gallu) (?:mynd ymlaen|dal ati|ymdopi|cario mlaen)\b", r"\b(?:alla i ddim|ni allaf) (?:mynd ymlaen|ymdopi|dal ati|cario mlaen)\b", r"\blleisiaun (?:ddrwg|dweud)\b", r"\bwedi cael digon (?:ar|o) (?:fywyd|fyw|bopeth)\b",
    ),
    DangerKind.HOME: (
        rf"\b{_CLOSE}(?: \w+){{0,3}}? {_HITS} (?:me|us|her|him|mum|my mum|my child|my children|them)\b(?! to)",
        rf"\b{_HITS} by (?:my|his|her|the) (?:\w+ )?(?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|mum|mother|brother|child|family|carer|stepdad)\b",
        rf"\b(?:frightened|scared|afraid|terrified) (?:of|to go home to|to leave) (?:my |her |his |the |to |him )?(?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|mum|mother|child|him|her|them|stepdad|family|brother|go home|carer)\b",
        r"\b(?:scared|frightened|afraid|terrified|not safe|unsafe) (?:to go |at |in my own |in my )(?:home|house)\b", r"\b(?:domestic|honour|home) (?:abuse|violence|based)\b", r"\bviolen(?:ce|t) (?:at home|partner|husband|wife|boyfriend|girlfriend|relationship|ex|marriage|child|towards me|to me|with me)\b",
        r"\babus(?:ive|ed|ing) (?:partner|husband|wife|boyfriend|girlfriend|relationship|marriage|ex|home|dad|mum|father|mother|at home|me|by)\b", r"\b(?:coercive|controlling) (?:control|partner|husband|boyfriend|wife|relationship|behaviour)\b", r"\b(?:he|she|husband|partner|wife|boyfriend|girlfriend|ex) (?:controls (?:me|my|what|who|everything|her|all)|checks (?:all )?(?:my|her|his) (?:phone|texts?|messages|emails?|bag|post|bank)|follows me|stalks|tracks (?:me|my)|locks (?:me|us|her|him)|takes (?:all )?my money|wont let me|doesnt let me|will not let me|calls me (?:names|stupid|useless|worthless|fat|mad)|throws (?:things|stuff|plates|it) at|makes me (?:do|feel (?:afraid|scared|small|worthless)))\b", r"\b(?:partner|husband|wife|boyfriend|girlfriend|ex)(?: \w+){0,2} (?:turning up|turns up|waiting outside|outside my|following me|texting me all|messaging me all)\b", r"\bhands? (?:a?round|on) my (?:neck|throat)\b", r"\btake (?:the|my) child(?:ren)? (?:away |off me )?if i (?:leave|go|tell)\b", r"\bmakes me do things\b", r"\b(?:smashes|smashing|smashed) (?:things|plates|the (?:house|place|door|tv)|up|my)\b", r"\begg ?shells round\b", r"\b(?:nobody|no one) (?:would|will) believe me\b", r"\b(?:keeps|took|taken|has got|hidden|hides) my (?:passport|bank card|card|papers|money|phone)\b", r"\blocked (?:me|us|her|him|my \w+) (?:in|out)\b",
        r"\b(?:he|she|husband|wife|partner|ex|boyfriend|girlfriend) (?:is |has been |keeps )?(?:being |getting |gets |turns |become |becoming )?violent\b",
        r"\b(?:get|getting|got|run|running|escape|escaping|flee|fleeing|safe) (?:away )?from (?:my )?(?:husband|wife|partner|boyfriend|girlfriend|ex|him|dad|abuser)\b", r"\b(?:womens|woman s|women s) refuge\b", r"\bforced (?:marriage|to marry)\b", r"\bmarry (?:me|her) off\b", r"\bstalk(?:ing|ed|er)\b", r"\b(?:strangled|throttled) me\b",
        r"\b(?:trais|camdrin|cam drin) (?:yn y cartref|domestig)\b", r"\b(?:ofn|ofni)(?: \w+){0,2} (?:gwr|ngwr|gŵr|partner|mhartner|gwraig|ngwraig|cariad|nghariad|tad|nhad)\b", r"\b(?:maen|mae o n|mae en|mae hin|mae on) (?:fy )?(?:nharo|nghuro|bygwth|curo|mrifo|brifo)\b",
    ),
    DangerKind.SEXUAL: (
        r"\b(?:raped|rapes|rape(?! ?seed)|rapist|molest\w*|groom(?:ed|ing) (?:me|her|him|my|by|a|children|child|online))\b", r"\bsexual(?:ly)? (?:assault\w*|abus\w*|violence|attack\w*|exploit\w*)\b", r"\b(?:forced|made) (?:me|her|him) (?:to )?(?:have sex|do sexual|sleep with)\b", r"\b(?:dad|stepdad|uncle|grandad|brother|father|cousin|teacher|boyfriend)(?: keeps| has been| always)? (?:touches|touched|touching) me\b", r"\b(?:comes|came|coming) (?:into|in) my (?:room|bed|bedroom) at night\b", r"\btouch(?:es|ed|ing) (?:me|her|him|my child|my children|my sister|my brother) (?:down there|where|sexually|in bed|inappropriately|private)\b",
        r"\b(?:treisio|treisiwyd|cam ?drin(?:iaeth)? rhywiol|ymosodiad rhywiol)\b",
    ),
    DangerKind.CHILD: (
        rf"\bchild(?:ren)?\b{_GAP}(?:is |are |being |been |get |gets |getting )*(?:hit|beaten|hurt|abused|neglected|starved|starving|at risk|in danger|locked|left alone|home alone|not safe|unsafe|bruised|covered in bruises|battered|groomed|slapped|thrown|screaming every)\b",
        rf"\b(?:he|she|they|dad|mum|father|mother|someone|stepdad|partner|neighbours?|parents|uncle|grandad|teacher) (?:is |are |keeps |keep |has |have |been |always |often )*{_HITS} (?:the |my |her |his |their |our |a )?(?:little |small |own |step )?child(?:ren)?\b",
        r"\bchild(?:ren)? (?:next door|upstairs|over the road|across the road)(?: \w+){0,2} (?:scream\w*|cries|crying|shout\w*|is always)\b", r"\bchild(?:ren)? (?:abuse|neglect|cruelty|protection|at risk|in danger|is not safe|is at risk|exploitation)\b", r"\b(?:bruises|marks|burns) (?:on|all over) (?:the |my |her |his |a |that |their |next doors? )?(?:little |small )?child(?:ren)?\b", r"\b(?:worried|frightened|scared|concerned) (?:about|for) (?:the |a |that |my |next doors? )(?:little |small )?child(?:ren)?(?: next door| across| over the road| down| upstairs|s safety| being)\b",
        r"\b(?:my )?(?:mum|dad|stepdad|mother|father|mums boyfriend|uncle|step dad|parents|carer) (?:\w+ ){0,2}?(?:hits|hurts|beats|touches|hit|hitting|hurting|beating|starves|locks) me\b", r"\bcounty lines\b", r"\bchild(?:ren)? (?:are |is )?(?:not|never) (?:being |been )?(?:fed|looked after|washed)\b", r"\b(?:something|bad things?) (?:bad )?(?:is |are )?happen(?:ing|s) at home\b", r"\b(?:messaging|texting|meeting|sending pictures to|asking pictures of) my (?:\w+ year old|child)\b", r"\b(?:plentyn|plant)(?: \w+){0,3} (?:mewn perygl|cael eu brifo|cael ei frifo|cael ei guro|cael eu curo|ddim yn ddiogel)\b",
    ),
    DangerKind.NOW: (
        r"\b(?:not|dont feel|do not feel|isnt|arent|wont be) safe(?: \w+){0,2}? (?:tonight|now|right now|here|at home|going home)\b", r"\b(?:unsafe|in danger)(?: \w+){0,2}?(?: tonight| now| here| at home)?\b(?<!in danger of)", r"\b(?:call|ring|phone|need|get) (?:me |us |for )?(?:an |the )?(?:ambulance|police|999)\b(?! (?:cadets?|vetting|checks?|crew|station|open|museum|choir|band|driver|training|career|job))", r"\b(?:cant|can not) breathe\b(?! (?:well|easily))", r"\bstopped breathing\b",
        r"\b(?:bleeding (?:badly|heavily|a lot|to death|wont stop)|wont stop bleeding|chest pains?|heart attack|having a stroke|unconscious|not breathing|collapsed|wont wake up)\b", r"\b(?:has|got|have|with|pulled|holding) (?:a |the )?(?:knife|gun|machete|blade)\b", r"\b(?:going to|gon to|will|threatened to|threatening to|says he will|says hell|tried to|trying to|wants to) (?:kill|stab|murder|shoot|strangle|hurt) (?:me|us|her|him|them|my|the children|someone|somebody|everyone)\b",
        r"\bbeing (?:followed|chased|watched(?! over)|held against)\b", r"\bsomewhere safe(?: to (?:go|stay|sleep|hide))?(?: tonight| now|$)", r"\bneed help (?:right now|now|urgently|tonight|fast|quick)\b", r"\btrying to get in(?:to)?\b", r"\b(?:pregnant and bleeding|bleeding and pregnant)\b", r"\b(?:someone|somebody|man|they|he) (?:has |have |is |are )?(?:broken|breaking|broke) in\b", r"\b(?:scared|afraid|frightened|terrified|fear) for (?:my|her|his|our|their) (?:life|lives|safety)\b", r"\bi am (?:\w+ )?(?:not safe|unsafe|scared|frightened|terrified|afraid)$", r"\bd?dim yn saff\b",
        r"\b(?:help me|send help)(?: please)?(?: now| quick| quickly)\b", r"\b(?:outside|at) (?:my|the) (?:door|house)(?: \w+){0,3} (?:threatening|smashing|kick(?:ing)? (?:it|the door) in|trying to get in)\b", r"\bscared for my life\b",
        r"\b(?:ddim yn|dim yn|nid wyf yn|dwi ddim yn teimlon) ddiogel\b", r"\bmewn perygl\b", r"\bangen (?:ambiwlans|yr heddlu)\b", r"\bar fin (?:lladd|marw)\b",
    ),
    DangerKind.HURT: (
        rf"\b(?:being|been|was|got|getting|get|am|is) (?:\w+ )?(?:abused|beaten(?: up)?|attacked|assaulted|threatened|stabbed|mugged|bullied|neglected|exploited|harassed|blackmailed|trafficked|tortured)\b", rf"\b(?:someone|somebody|they|people|neighbours?|staff|carers?|man|men|gang|landlord|flatmate|lads)(?: \w+){{0,4}}? {_HITS} (?:me|us|him|her|my|people)\b",
        r"\b(?:hate crime|elder abuse|adult at risk|adult abuse|modern slavery|cuckoo(?:ed|ing)|passport(?:s)? (?:was |is )?taken|loan shark|taken over my (?:flat|home|house)|honour killing|fgm)\b", r"\bkeeps? hitting (?:me|us|her|him)\b", r"\b(?:physical|emotional|mental|financial|racial|racist) abuse\b",
        r"\b(?:handles?|handled|treats?|treated|treating|handling) (?:her|him|me|mum|dad|them)(?: very| so)? (?:rough|roughly|badly|like dirt)\b", r"\b(?:carer|carers|staff|nurses?)(?: \w+){0,3}? (?:shouts? at|shouting at|steals?|stealing|stole|robs?|robbing|starv\w+|slap\w*)\b", r"\b(?:robbed|hurt|shouted at|conned) by (?:my|his|her|their|the|a) (?:carers?|family|nephew|neighbours?|friends?|staff|child)\b",
        r"\bracist(?:s)? (?:attack\w*|threat\w*|abuse)\b", r"\b(?:cael fy|yn cael ei) (?:nghamdrin|ngham drin|nharo|mygwth|bygwth|cam drin)\b",
    ),
}  # fmt: skip


def speaks_of_danger(words: str) -> Danger | None:
    """Return what kinds of danger `words` speak of, or None. Any text is accepted.

    English and the main Welsh phrases; misspellings and text without apostrophes too.
    """
    plain = _plain(words)
    kinds = frozenset(kind for kind, pattern in _COMPILED.items() if pattern.search(plain))
    return Danger(kinds) if kinds else None


def _plain(words: str) -> str:
    """Return words in small letters, unaccented, without apostrophes, spelt as the patterns spell them."""
    flat = unicodedata.normalize("NFKD", words[:MOST_READ].replace("\0", " "))
    letters = "".join(c for c in flat.casefold() if not unicodedata.combining(c) and c not in "'’‘`´\u200b\u00ad")
    spelt = " ".join(_spelt(word) for word in _WORDS.findall(letters))
    return _SAYING.sub(" , ", _PARTED.sub(r"\1self", spelt))


def _spelt(word: str) -> str:
    short = _SHORT_FORMS.get(word)
    if short is not None:
        return short
    if len(word) > _LONGEST_WATCHED + 1 or word in _NOT_THAT or len(word) < _SHORTEST_WATCHED - 1:
        return word
    if word in _ONE_LESS:
        return _ONE_LESS[word]
    near = (_ONE_LESS.get(fewer) for fewer in _less_one(word))
    return next((watched for watched in near if watched is not None), word)


def _less_one(word: str) -> Iterable[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


_PARTED = re.compile(r"\b(my|him|her|your) self\b")
_WORDS = re.compile(r"[^\W_]+")
_ONE_LESS = {fewer: watched for watched in _WATCHED for fewer in _less_one(watched)}
_ONE_LESS |= {watched: watched for watched in _WATCHED}
_LONGEST_WATCHED = max(map(len, _WATCHED))
_SHORTEST_WATCHED = min(map(len, _WATCHED))
_SAYING = re.compile("|".join(rf"\b(?:{saying})" for saying in _SAYINGS))
_COMPILED = {kind: re.compile("|".join(patterns)) for kind, patterns in _PATTERNS.items()}
