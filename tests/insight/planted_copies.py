# ruff: noqa: E501 - texts as they stand
"""Documents and entries that say the same twice, and pairs that only look like it."""

from tests.insight.planted import Planted, page


def _copies(id_: str, is_defect: bool, why: str, **files: str) -> Planted:
    return Planted(
        id=id_,
        kind="duplicate",
        is_defect=is_defect,
        why=why,
        files={name.replace("_", "."): text for name, text in files.items()},
    )


_SPRAYER = """
## Filling

Release the pressure first, unscrew the pump and fill the tank up to the mark of five litres. Do not
fill in anything hot or anything that contains solvents.

## Spraying

Pump about twenty times until the handle resists. Press the lever of the lance; it locks when you
push it forward. Keep the nozzle half a metre away from the leaves and spray in the evening.

## After use

Rinse the tank, the hose and the nozzle with clear water. Hang the sprayer up with the tank open so
that it dries. In winter it must not freeze, because water left in the pump bursts the cylinder.
"""
_LADDER = """
## Setting up

Stand the ladder on firm and level ground. Open both sides fully until the hinges lock, and check
that the straps are tight. Never lean a step ladder against a wall.

## Climbing

Wear shoes with a firm sole. Face the rungs, keep three points of contact and do not climb onto the
top platform. Only one person at a time may stand on the ladder, with at most 150 kg.

## Inspection

Look at the rungs, rivets and feet before each use. A ladder with a bent rung is scrapped, not
repaired. Once a year a competent person examines it and signs the label.
"""
_PRIVACY = """
We keep your name and address for as long as the law demands it, in general for ten years. Your
messages to our service are deleted after two years. Nothing is given to advertisers.

You may ask what we hold about you, have it corrected or have it erased. Write to the address at the
foot of this page; the answer is free of charge and comes within a month.
"""
_COMPOST_EN = """
## Starting a heap

Choose a place in half shade and loosen the ground. Begin with a layer of twigs so that air gets in
from below. Then alternate kitchen scraps with dry leaves.

## Turning

Turn the heap every six weeks. Well turned compost is ready after nine months; it smells like a
forest and crumbles between the fingers.

## What does not belong there

Cooked food, meat and bones attract rats. Coal ash holds heavy metals. Citrus peel rots slowly.
"""
_COMPOST_DE = """
## Einen Haufen anlegen

Wählen Sie einen Platz im Halbschatten und lockern Sie den Boden. Beginnen Sie mit einer Lage
Zweige, damit von unten Luft herankommt. Schichten Sie dann Küchenabfälle und trockenes Laub
abwechselnd.

## Umsetzen

Setzen Sie den Haufen alle sechs Wochen um. Gut umgesetzter Kompost ist nach neun Monaten fertig; er
riecht nach Wald und zerfällt zwischen den Fingern.

## Was nicht hineingehört

Gekochte Speisen, Fleisch und Knochen locken Ratten an. Kohlenasche enthält Schwermetalle.
Zitrusschalen verrotten langsam.
"""
_TYRE_EN = """
## Repairing a puncture

1. Take the wheel off and press the tyre together all round.
2. Lever one side of the tyre over the rim with two levers.
3. Pump up the tube and hold it under water; bubbles show the hole.
4. Roughen the place, put glue on it and wait three minutes.
5. Press the patch on firmly and put the tube back.
"""
_TYRE_ZH = """
## 修补内胎

1. 取下车轮，沿一圈捏紧轮胎。
2. 用两根撬棒把轮胎的一侧撬过轮圈。
3. 给内胎打气并放入水中，气泡处即为破洞。
4. 打磨破洞处，涂上胶水，等待三分钟。
5. 用力压上补片，把内胎装回去。
"""
_SOIL_ES = """
## Preparar la tierra

Afloje la tierra con una horca hasta la profundidad de una pala y quite las raíces de las malas
hierbas. Mezcle dos cubos de compost por metro cuadrado.

## Plantar

Ponga las plantas por la tarde, riegue bien y deje treinta centímetros entre una y otra. Cubra el
suelo con paja para que no se seque.
"""
_SOIL_FR = """
## Préparer la terre

Ameublissez la terre à la fourche jusqu'à la profondeur d'une bêche et enlevez les racines des
mauvaises herbes. Mélangez deux seaux de compost par mètre carré.

## Planter

Mettez les plants en terre le soir, arrosez bien et laissez trente centimètres entre eux. Couvrez le
sol de paille pour qu'il ne sèche pas.
"""
_BEES_JA = """
## 冬の準備

秋の終わりに巣箱の重さを量ります。蜂蜜が十五キロに満たない場合は砂糖水を与えてください。
入り口を狭くし、ネズミが入らないようにします。屋根には石を置きます。

## 春の点検

気温が十五度を超えた日に初めて巣箱を開けます。女王蜂と卵を確かめ、底板を掃除してください。
"""
_BEES_EN = """
## Getting ready for winter

Weigh the hive at the end of autumn. If there are fewer than fifteen kilos of honey, feed syrup.
Make the entrance narrow so that no mice get in. Put a stone on the roof.

## Looking in spring

Open the hive for the first time on a day above fifteen degrees. Check for the queen and for eggs,
and clean the floor.
"""


COPIES = (
    _copies(
        "dup-exact",
        True,
        "the same file twice",
        one_md=page("Garden sprayer", _SPRAYER),
        two_md=page("Garden sprayer", _SPRAYER),
    ),
    _copies(
        "dup-title",
        True,
        "the same text under another title",
        one_md=page("Step ladders: safe use", _LADDER),
        two_md=page("Rules for ladders in the warehouse", _LADDER),
    ),
    _copies(
        "dup-typos",
        True,
        "a few words changed",
        one_md=page("Data protection at Holm's", _PRIVACY),
        two_md=page(
            "Data protection at Holm's, new",
            _PRIVACY.replace("in general for", "normally for").replace("Nothing is", "No data are"),
        ),
    ),
    _copies(
        "dup-format",
        True,
        "the same as Markdown and as HTML",
        one_md=page(
            "Care of the Selby loom", _LADDER.replace("ladder", "loom").replace("rung", "bar")
        ),
        two_html="<html lang='en'><head><title>Care of the Selby loom</title></head><body>"
        + "".join(
            f"<h2>{part.split(chr(10) * 2)[0].strip()}</h2><p>{part.split(chr(10) * 2)[1]}</p>"
            for part in _LADDER.replace("ladder", "loom").replace("rung", "bar").split("## ")[1:]
        )
        + "</body></html>",
    ),
    _copies(
        "dup-appended",
        True,
        "the newer one has a section more, and neither replaces the other",
        one_md=page(
            "Pruning roses", _SPRAYER.replace("tank", "basket").replace("nozzle", "shears")
        ),
        two_md=page(
            "Pruning roses (2026)",
            _SPRAYER.replace("tank", "basket").replace("nozzle", "shears")
            + "\n## Disposal\n\nBurn cuttings that show black spots.\n",
        ),
    ),
    _copies(
        "dup-undeclared-de",
        True,
        "a translation that nobody declared",
        one_md=page("Compost for beginners", _COMPOST_EN),
        two_md=page("Kompost für Anfänger", _COMPOST_DE),
    ),
    _copies(
        "dup-undeclared-zh",
        True,
        "a Chinese translation that nobody declared",
        one_md=page("Bicycle tyres", _TYRE_EN),
        two_md=page("自行车轮胎", _TYRE_ZH),
    ),
    _copies(
        "dup-undeclared-es-fr",
        True,
        "Spanish and French, undeclared",
        one_md=page("Huerto urbano", _SOIL_ES),
        two_md=page("Potager en ville", _SOIL_FR),
    ),
    _copies(
        "dup-undeclared-ja",
        True,
        "Japanese and English, undeclared",
        one_md=page("養蜂の手引き", _BEES_JA),
        two_md=page("Keeping bees", _BEES_EN),
    ),
    _copies(
        "dup-faq-entry",
        True,
        "one question twice in one FAQ",
        faq_csv="Question,Answer\n"
        "Do you deliver organ pipes abroad?,Yes. We deliver to every country in Europe by our own van.\n"
        "Who tunes the organ after delivery?,Our tuner comes once within the first half year.\n"
        'Do you deliver organ pipes abroad?,"Yes, we deliver to every country in Europe by our own van."\n',
    ),
    _copies(
        "dup-faq-two-files",
        True,
        "one question in two FAQs",
        shop_csv="Question,Answer\n"
        "Can I hire a harpsichord for one evening?,Yes. Hire includes transport and tuning on the spot.\n"
        "Is there a deposit for a harp?,A deposit of one month's hire is due.\n",
        hire_csv="Question,Answer\n"
        "Can I hire a harpsichord for one evening?,Yes; the hire includes transport and tuning on the spot.\n"
        "What does a spinet weigh?,A spinet weighs as much as a sack of cement.\n",
    ),
    _copies(
        "dup-zh",
        True,
        "two Chinese files with small changes",
        one_md=page(
            "紫砂壶保养",
            "## 开壶\n\n新壶先用清水煮二十分钟，再放入茶叶同煮半小时。煮好后自然晾干，"
            "切勿用洗洁精清洗。\n\n## 日常\n\n每次用完倒净茶渣，用热水冲洗内外，打开壶盖晾干。不同的茶最好用不同的壶。",
        ),
        two_md=page(
            "紫砂壶的养护",
            "## 开壶\n\n新壶先用清水煮二十分钟，再放入茶叶同煮半小时。煮好后自然晾干，"
            "千万不要用洗洁精清洗。\n\n## 日常\n\n每次用完倒净茶渣，用热水冲洗内外，打开壶盖晾干。不同的茶最好用不同的壶。",
        ),
    ),
    _copies(
        "dup-three",
        True,
        "three copies",
        one_md=page(
            "Kite flying in the park",
            _PRIVACY.replace("name and address", "kite").replace("messages", "ropes"),
        ),
        two_md=page(
            "Kites", _PRIVACY.replace("name and address", "kite").replace("messages", "ropes")
        ),
        three_md=page(
            "Flying kites",
            _PRIVACY.replace("name and address", "kite").replace("messages", "ropes"),
        ),
    ),
    Planted(
        id="dup-demo-copy",
        kind="duplicate",
        is_defect=True,
        why="a page of the demo, copied into another folder",
        files={
            "payment.md": page(
                "Terms of payment (sales)",
                "A first order is paid in advance by bank transfer against a proforma invoice. The "
                "proforma is valid for 15 days; prices and lead time are checked again after that. "
                "Orders below 1,000 USD are always prepaid, also for customers with a credit line, "
                "because the bank charges would otherwise eat the margin.\n\n## Regular orders\n\n"
                "The cash discount of 2 % applies only if the full amount reaches our account "
                "within 7 days of the proforma date.\n\n## Letters of credit\n\nLetters of credit "
                "must be irrevocable, payable at sight, and available with a bank in Ningbo or "
                "Shanghai. Partial shipments and transhipment should be allowed. We need the draft "
                "at least 14 days before the planned shipment; amendments asked for by the buyer "
                "are at the buyer's cost. Usance credits of 60 or 90 days are accepted only if the "
                "buyer bears the discount interest.\n\n## Late payment\n\nAn invoice that is 10 "
                "days overdue stops new shipments. From the 30th day we charge interest of 1 % per "
                "month on the open amount. Deposits for goods made to order are not refunded once "
                "production has begun; before that, 90 % is paid back.",
                kind="policy",
            )
        },
        about=("payment.md", "policies/payment-terms.md"),
    ),
)


def _certificate(model: str, number: str, date: str) -> str:
    return page(
        f"Test certificate {model}",
        f"No. {number}\n\nThe pressure vessel {model} was tested by the Institute Vauquelin on {date} "
        "for tightness and strength. Sample and drawing agree. The test was carried out with water "
        f"at twice the working pressure. The certificate covers the model {model} alone.",
        kind="certificate",
        models=f"[{model}]",
    )


DISTINCT = (
    _copies(
        "no-dup-variants",
        False,
        "manuals of two models with the same safety text",
        one_md=page(
            "Chainsaw CS-40",
            _LADDER.replace("ladder", "saw").replace("150 kg", "3.9 kg"),
            models="[CS-40]",
        ),
        two_md=page(
            "Chainsaw CS-60",
            _LADDER.replace("ladder", "saw").replace("150 kg", "5.4 kg"),
            models="[CS-60]",
        ),
    ),
    _copies(
        "no-dup-markets",
        False,
        "one text for each of two markets",
        one_md=page("Waste oil, Austria", _COMPOST_EN.replace("heap", "drum"), markets="[AT]"),
        two_md=page("Waste oil, Switzerland", _COMPOST_EN.replace("heap", "drum"), markets="[CH]"),
    ),
    Planted(
        id="no-dup-superseded",
        kind="duplicate",
        is_defect=False,
        why="one replaces the other",
        files={
            "old.md": page(
                "Sailing rules 2025", _SPRAYER.replace("tank", "boat").replace("spray", "sail")
            ),
            "new.md": page(
                "Sailing rules 2026",
                _SPRAYER.replace("tank", "boat").replace("spray", "sail"),
                supersedes="[no-dup-superseded/old.md]",
            ),
        },
    ),
    Planted(
        id="no-dup-translation",
        kind="duplicate",
        is_defect=False,
        why="a declared translation",
        files={
            "en.md": page("Compost at the school garden", _COMPOST_EN.replace("heap", "pile")),
            "de.md": page(
                "Kompost im Schulgarten",
                _COMPOST_DE.replace("Haufen", "Hügel"),
                translation_of="no-dup-translation/en.md",
            ),
        },
    ),
    Planted(
        id="no-dup-two-translations",
        kind="duplicate",
        is_defect=False,
        why="two translations of one original",
        files={
            "en.md": page("Beds in town", "Loosen the soil with a fork as deep as a spade."),
            "es.md": page(
                "Bancales en la ciudad", _SOIL_ES, translation_of="no-dup-two-translations/en.md"
            ),
            "fr.md": page(
                "Plates-bandes en ville", _SOIL_FR, translation_of="no-dup-two-translations/en.md"
            ),
        },
        about=("es.md", "fr.md"),
    ),
    _copies(
        "no-dup-periods",
        False,
        "two price lists, one after the other",
        one_md=page(
            "Tickets this summer",
            "Adults pay 12 EUR, children 6 EUR, families 30 EUR. The boat leaves every full hour from "
            "the pier below the bridge.",
            kind="policy",
            valid_to="{-60}",
        ),
        two_md=page(
            "Tickets this winter",
            "Adults pay 9 EUR, children 4 EUR, families 22 EUR. The boat leaves every full hour from "
            "the pier below the bridge.",
            kind="policy",
            valid_from="{-59}",
        ),
    ),
    _copies(
        "no-dup-certificates",
        False,
        "two certificates alike for different models",
        one_md=_certificate("PV-11", "IV-2025-118", "3 March 2025"),
        two_md=_certificate("PV-12", "IV-2025-119", "4 March 2025"),
    ),
    _copies(
        "no-dup-faq-similar",
        False,
        "similar questions, other answers",
        faq_csv="Question,Answer\n"
        "How do I tune the lute?,Turn the pegs slowly and begin with the highest string.\n"
        "How do I tune the viol?,Turn the pegs slowly and begin with the lowest string.\n"
        "How often do I tune the lute?,Before each lesson and after each journey.\n",
    ),
    _copies(
        "no-dup-faq-delivery",
        False,
        "entries of one kind for several countries",
        faq_csv="Question,Answer\n"
        "How long does a cello take to Portugal?,A cello reaches Portugal within eight days.\n"
        "How long does a cello take to Ireland?,A cello reaches Ireland within five days.\n"
        "How long does a cello take to Malta?,A cello reaches Malta within twelve days.\n",
    ),
    _copies(
        "no-dup-release-notes",
        False,
        "two release notes of one shape",
        one_md=page(
            "Tuner firmware 3.1",
            "## What has changed\n\n- The display no longer flickers in the cold.\n- The needle is "
            "smoother.\n\n## Updating\n\nConnect the cable and copy the file. It takes 2 minutes.",
            models="[TN-9]",
        ),
        two_md=page(
            "Tuner firmware 3.2",
            "## What has changed\n\n- The clock keeps the time zone after a reset.\n- Bass strings are "
            "recognised sooner.\n\n## Updating\n\nConnect the cable and copy the file. It takes 2 minutes.",
            models="[TN-9]",
        ),
    ),
    _copies(
        "no-dup-same-topic",
        False,
        "two texts about one thing in other words",
        one_md=page(
            "Why our bows are made of pernambuco",
            "Pernambuco is dense and springs back. Each blank is seasoned for ten years before a "
            "maker bends it over a flame. The wood comes from a plantation that we support.",
        ),
        two_md=page(
            "Buying a first bow",
            "A beginner is well served with carbon fibre: it does not warp, and it costs less than "
            "wood. Take your own instrument along, try six bows, and ask somebody to listen.",
        ),
    ),
    _copies(
        "no-dup-boilerplate",
        False,
        "a footer that many documents share",
        one_md=page(
            "Rosin",
            "Rosin the bow with four strokes before you play. New hair needs thirty.\n\n## About us\n\n"
            "Maison Aubertin, 4 rue des Luthiers, open from Tuesday to Saturday. Ask for Claire.",
        ),
        two_md=page(
            "Strings",
            "Change one string at a time so that the bridge stays upright. Wipe them after playing."
            "\n\n## About us\n\n"
            "Maison Aubertin, 4 rue des Luthiers, open from Tuesday to Saturday. Ask for Claire.",
        ),
    ),
    _copies(
        "no-dup-translated-topic",
        False,
        "two languages, one topic, other content",
        one_md=page(
            "Choosing a violin case",
            "A case of carbon weighs two kilos and survives a fall. Foam is cheaper but breaks at "
            "the hinge. Look for a hygrometer and a strap that does not slip.",
        ),
        two_md=page(
            "Geigenkasten reparieren",
            "Ein gebrochenes Scharnier wird mit vier Nieten ersetzt. Kleben hält nicht. Den Stoff am "
            "Rand lösen, die alten Nieten ausbohren und den Deckel ausrichten.",
        ),
    ),
    _copies(
        "no-dup-audiences",
        False,
        "a text for customers and the agents' own about it",
        one_md=page(
            "Rental instruments",
            "Rental runs for at least three months. Damage is insured; wear of strings is not.",
        ),
        two_md=page(
            "Rental instruments (internal)",
            "Rental runs for at least three months. Agents may shorten this to one month for "
            "schools. Never offer the insurance twice; note the school's number in the file.",
            audience="agent",
            kind="sop",
        ),
    ),
    _copies(
        "no-dup-size-charts",
        False,
        "two tables of one shape",
        one_md=page(
            "Sizes of cellos",
            "| Size | Age | Length |\n|---|---|---|\n| 1/4 | 5 to 7 | 58 cm |\n| 1/2 | 7 to 11 | 65 cm |",
        ),
        two_md=page(
            "Sizes of basses",
            "| Size | Age | Length |\n|---|---|---|\n| 1/8 | 7 to 9 | 132 cm |\n| 1/4 | 9 to 12 | 146 cm |",
        ),
    ),
)
