# ruff: noqa: E501 - texts as they stand
"""Contradictions planted in knowledge bases, and pairs that only look like one."""

from tests.insight.planted import Planted, page


def _pair(
    id_: str, is_defect: bool, why: str, one: str, two: str, about: tuple[str, ...] = ()
) -> Planted:
    return Planted(
        id=id_,
        kind="contradiction",
        is_defect=is_defect,
        why=why,
        files={"manual.md": one, "sheet.md": two},
        about=about,
    )


def _against_demo(id_: str, is_defect: bool, why: str, text: str, about: str = "") -> Planted:
    """A new document beside the demo's own."""
    return Planted(
        id=id_,
        kind="contradiction",
        is_defect=is_defect,
        why=why,
        files={"note.md": text},
        about=("note.md", about) if about else ("note.md",),
    )


def _model(name: str) -> str:
    return f"[{name}]"


CONTRADICTIONS = (
    _pair(
        "con-voltage-rows",
        True,
        "same row in manual and data sheet",
        page(
            "Ventilator VT-310, manual",
            """
## Technical data

| Parameter | Value |
|---|---|
| Rated voltage | 24 V DC |
| Air flow | 310 m³/h |
| Weight | 1.9 kg |

The impeller is balanced in two planes. Do not touch the blades while they turn.
""",
            models=_model("VT-310"),
        ),
        page(
            "Ventilator VT-310, data sheet",
            """
| Parameter | Value |
|---|---|
| Rated voltage | 36 V DC |
| Air flow | 310 m³/h |
| Protection | IP54 |
""",
            models=_model("VT-310"),
        ),
    ),
    _pair(
        "con-power-row-sentence",
        True,
        "a row and a sentence",
        page(
            "Circular saw VT-320, data sheet",
            """
| Quantity | VT-320 |
|---|---|
| Rated power | 1200 W |
| Blade diameter | 190 mm |
""",
            models=_model("VT-320"),
        ),
        page(
            "Circular saw VT-320, operating instructions",
            """
## Before you start

The rated power of the VT-320 is 1400 W. Use an extension lead of sufficient cross-section and
unroll it completely.
""",
            models=_model("VT-320"),
        ),
    ),
    _pair(
        "con-grease-interval",
        True,
        "two sentences of one interval",
        page(
            "Gearbox VT-330, maintenance",
            """
## Lubrication

Grease the bearing every 2000 hours with lithium grease. Wipe off what comes out at the seal.
""",
            models=_model("VT-330"),
        ),
        page(
            "Gearbox VT-330, service plan",
            """
## Every shift

Look for oil below the housing and listen for unusual noise.

## Bearings

Grease the bearing every 1500 hours with lithium grease.
""",
            models=_model("VT-330"),
        ),
    ),
    _pair(
        "con-returns-days",
        True,
        "a policy and an answer in the FAQ, for all products",
        page(
            "Returning goods to the Lindqvist shop",
            """
Unused garden furniture can be returned within 30 days of delivery. Write to us first; we send a
label.
""",
            kind="policy",
        ),
        page(
            "Lindqvist shop, frequently asked questions",
            """
## How long can I return garden furniture?

Unused garden furniture can be returned within 14 days of delivery.
""",
            kind="faq",
        ),
    ),
    _against_demo(
        "con-demo-inspection-fee",
        True,
        "the fee of the warranty procedure",
        page(
            "Why did I get a bill?",
            """
## Units without a fault

A unit without a fault is returned at the sender's cost plus an inspection fee of 40 USD.
""",
            kind="faq",
        ),
        "sop/warranty-claims.md",
    ),
    _against_demo(
        "con-demo-weight-xr",
        True,
        "the weight in the manual's table and in a note",
        page(
            "XR-300A, note for carriers",
            """
| Model | Weight | Cartons on a pallet |
|---|---|---|
| XR-300A | 1.25 kg | 144 |

The carton is 20 cm high.
""",
            models=_model("XR-300A"),
        ),
    ),
    _against_demo(
        "con-demo-proforma",
        True,
        "how long a proforma is valid",
        page(
            "Ordering for the first time",
            """
A first order is paid in advance. The proforma is valid for 30 days; after that we check the price
again.
""",
            kind="policy",
        ),
        "policies/payment-terms.md",
    ),
    _against_demo(
        "con-demo-lx-flux",
        True,
        "luminous flux of a model in a table",
        page(
            "LX-100, catalogue page",
            """
| Model | Power | Luminous flux, 4000 K |
|---|---|---|
| LX-100 | 100 W | 12,000 lm |
""",
            models=_model("LX-100"),
        ),
    ),
    _pair(
        "con-zh-voltage-rows",
        True,
        "Chinese rows",
        page(
            "排风扇 QF-410 说明书",
            """
## 技术数据

| 参数 | 数值 |
|---|---|
| 额定电压 | 220 V |
| 额定功率 | 45 W |
| 重量 | 2.1 kg |
""",
            models=_model("QF-410"),
        ),
        page(
            "排风扇 QF-410 产品参数表",
            """
| 参数 | 数值 |
|---|---|
| 额定电压 | 220 V |
| 额定功率 | 60 W |
""",
            models=_model("QF-410"),
        ),
    ),
    _pair(
        "con-zh-charging",
        True,
        "Chinese sentences",
        page(
            "手电钻 QF-420 使用说明书",
            "## 充电\n\n电池完全充电需要 3 小时。充电时请勿遮盖充电器。",
            models=_model("QF-420"),
        ),
        page(
            "手电钻 QF-420 常见问题",
            "## 充满电要多久？\n\n电池完全充电需要 5 小时，充满后绿灯常亮。",
            models=_model("QF-420"),
            kind="faq",
        ),
    ),
    _pair(
        "con-en-zh-torque",
        True,
        "across languages, undeclared",
        page(
            "Clamp QF-430, installation",
            "## Terminals\n\nTighten the terminal screws of the clamp with a torque of 4 Nm.",
            models=_model("QF-430"),
        ),
        page(
            "QF-430 夹具安装须知",
            "## 接线端子\n\n夹具接线端子螺钉的拧紧扭矩为 7 Nm。",
            models=_model("QF-430"),
        ),
    ),
    _pair(
        "con-de-torque",
        True,
        "German sentences",
        page(
            "Klemmkasten KL-510, Montageanleitung",
            "## Anschluss\n\nDie Klemmschrauben werden mit 0,6 Nm angezogen. Nur feste Leiter.",
            models=_model("KL-510"),
        ),
        page(
            "Klemmkasten KL-510, Wartung",
            "## Jährlich\n\nKlemmschrauben werden mit 0,9 Nm angezogen und die Dichtung geprüft.",
            models=_model("KL-510"),
        ),
    ),
    _pair(
        "con-es-warranty",
        True,
        "Spanish sentences without models",
        page(
            "Garantía de las bombas Aguaviva",
            "La garantía de las bombas sumergibles dura 24 meses desde la fecha de la factura.",
            kind="policy",
        ),
        page(
            "Bombas Aguaviva: preguntas frecuentes",
            "## ¿Cuánto dura la garantía?\n\nLa garantía de las bombas sumergibles dura 36 meses "
            "desde la fecha de la factura.",
            kind="faq",
        ),
    ),
    _pair(
        "con-fr-temperature",
        True,
        "French rows with a range",
        page(
            "Thermostat KL-530, notice",
            "| Caractéristique | Valeur |\n|---|---|\n| Température de service | −10 à +50 °C |\n"
            "| Masse | 140 g |",
            models=_model("KL-530"),
        ),
        page(
            "Thermostat KL-530, fiche technique",
            "| Caractéristique | Valeur |\n|---|---|\n| Température de service | 0 à +40 °C |\n"
            "| Contact | 8 A |",
            models=_model("KL-530"),
        ),
    ),
    _pair(
        "con-de-en-voltage",
        True,
        "rows in two languages, undeclared",
        page(
            "Umwälzpumpe KL-540",
            "| Kenngröße | Wert |\n|---|---|\n| Nennspannung | 230 V |\n| Förderhöhe | 6 m |\n"
            "| Gewicht | 3,4 kg |",
            models=_model("KL-540"),
        ),
        page(
            "Circulation pump KL-540, key data",
            "| Parameter | Value |\n|---|---|\n| Rated voltage | 230 V |\n| Delivery head | 8 m |\n"
            "| Weight | 3.4 kg |",
            models=_model("KL-540"),
        ),
    ),
    _pair(
        "con-cable-units",
        True,
        "other units and another length",
        page(
            "Hedge trimmer VT-340, manual",
            "## In the box\n\nThe mains cable of the hedge trimmer has a length of 1.2 m.",
            models=_model("VT-340"),
        ),
        page(
            "Hedge trimmer VT-340, data sheet",
            "The mains cable of the hedge trimmer has a length of 150 cm. Cutting length 55 cm.",
            models=_model("VT-340"),
        ),
    ),
    _pair(
        "con-max-load",
        True,
        "two upper limits",
        page(
            "Ladder rack VT-350",
            "## Load\n\nThe maximum load of the rack is 25 kg, spread evenly over both bars.",
            models=_model("VT-350"),
        ),
        page(
            "Ladder rack VT-350, assembly sheet",
            "Tighten all four clamps by hand. The maximum load of the rack is 40 kg.",
            models=_model("VT-350"),
        ),
    ),
    _pair(
        "con-ja-rows",
        True,
        "Japanese rows",
        page(
            "加湿器 HM-610 取扱説明書",
            "| 項目 | 値 |\n|---|---|\n| 定格電圧 | 100 V |\n| 消費電力 | 28 W |\n| タンク容量 | 4 L |",
            models=_model("HM-610"),
        ),
        page(
            "加湿器 HM-610 仕様一覧",
            "| 項目 | 値 |\n|---|---|\n| 定格電圧 | 100 V |\n| 消費電力 | 35 W |",
            models=_model("HM-610"),
        ),
    ),
    _pair(
        "con-ru-time",
        True,
        "Russian sentences",
        page(
            "Обогреватель HM-620, руководство",
            "## Первый запуск\n\nОбогреватель прогревает комнату за 15 минут. Не накрывайте его.",
            models=_model("HM-620"),
        ),
        page(
            "Обогреватель HM-620, памятка",
            "Обогреватель прогревает комнату за 25 минут. Держите дверь закрытой.",
            models=_model("HM-620"),
        ),
    ),
    _pair(
        "con-pt-capacity",
        True,
        "Portuguese rows",
        page(
            "Aspirador HM-630, manual",
            "| Característica | Valor |\n|---|---|\n| Potência nominal | 800 W |\n"
            "| Capacidade do depósito | 2,5 l |",
            models=_model("HM-630"),
        ),
        page(
            "Aspirador HM-630, ficha",
            "| Característica | Valor |\n|---|---|\n| Capacidade do depósito | 3,5 l |\n"
            "| Peso | 5,2 kg |",
            models=_model("HM-630"),
        ),
    ),
    _pair(
        "con-it-pressure",
        True,
        "Italian sentences",
        page(
            "Idropulitrice HM-640, istruzioni",
            "## Uso\n\nLa pressione di esercizio della pompa è di 110 bar. Indossare gli occhiali.",
            models=_model("HM-640"),
        ),
        page(
            "Idropulitrice HM-640, dati",
            "La pressione di esercizio della pompa è di 130 bar. Portata 6 litri al minuto.",
            models=_model("HM-640"),
        ),
    ),
    _pair(
        "con-fuse",
        True,
        "the fuse to replace",
        page(
            "Bench supply VT-360, manual",
            "## Fuse\n\nReplace the mains fuse only by one of 3.15 A. It lies below the socket.",
            models=_model("VT-360"),
        ),
        page(
            "Bench supply VT-360, repair notes",
            "Replace the mains fuse only by one of 6.3 A. Pull the plug before.",
            models=_model("VT-360"),
        ),
    ),
    _pair(
        "con-warranty-spelled",
        True,
        "a number in words",
        page(
            "Warranty of Brockman compressors",
            "The warranty on every compressor lasts two years from the date of purchase.",
            kind="policy",
        ),
        page(
            "Brockman compressors: what dealers ask",
            "The warranty on every compressor lasts five years from the date of purchase.",
            kind="faq",
        ),
    ),
    _pair(
        "con-zh-price",
        True,
        "money in Chinese",
        page(
            "华光净水器 上门安装说明",
            "净水器上门安装费为 80 元，偏远地区另加路费。",
            kind="policy",
        ),
        page(
            "华光净水器 售后问答",
            "## 安装收费吗？\n\n净水器上门安装费为 120 元。",
            kind="faq",
        ),
    ),
    _pair(
        "con-clearance-table",
        True,
        "one cell of a wide table",
        page(
            "Stove series VT-370",
            "| Model | Output | Distance to the wall | Flue |\n|---|---|---|---|\n"
            "| VT-370A | 5 kW | 40 cm | 120 mm |\n| VT-370B | 7 kW | 50 cm | 150 mm |",
            models="[VT-370A, VT-370B]",
        ),
        page(
            "Stove VT-370B, leaflet",
            "| Model | Output | Distance to the wall |\n|---|---|---|\n| VT-370B | 7 kW | 30 cm |",
            models=_model("VT-370B"),
        ),
    ),
    _pair(
        "con-dosage",
        True,
        "a dose of a cleaner",
        page(
            "Descaler for the Corvo coffee machine",
            "## Descaling\n\nDissolve one sachet of descaler in 500 ml of water and fill the tank.",
            models="[CM-710]",
        ),
        page(
            "Corvo CM-710, care",
            "Dissolve one sachet of descaler in 750 ml of water and fill the tank.",
            models="[CM-710]",
        ),
    ),
    _pair(
        "con-delivery-time",
        True,
        "working days",
        page(
            "Delivery by Halvorsen Logistics",
            "Parcels to Norway arrive within 4 working days.",
            kind="policy",
        ),
        page(
            "Halvorsen Logistics: questions of customers",
            "## How long does a parcel take?\n\nParcels to Norway arrive within 7 working days.",
            kind="faq",
        ),
    ),
    _pair(
        "con-battery-life",
        True,
        "hours of battery",
        page(
            "Head lamp VT-380",
            "The battery of the head lamp lasts 12 hours at full brightness.",
            models=_model("VT-380"),
        ),
        page(
            "Head lamp VT-380, packaging text",
            "The battery of the head lamp lasts 20 hours at full brightness.",
            models=_model("VT-380"),
        ),
    ),
    _pair(
        "con-es-row-table",
        True,
        "Spanish wide tables",
        page(
            "Ventilador VT-390, manual",
            "| Modelo | Tensión nominal | Caudal |\n|---|---|---|\n| VT-390 | 230 V | 1.200 m³/h |",
            models=_model("VT-390"),
        ),
        page(
            "Ventilador VT-390, hoja de datos",
            "| Modelo | Tensión nominal | Caudal |\n|---|---|---|\n| VT-390 | 400 V | 1.200 m³/h |",
            models=_model("VT-390"),
        ),
    ),
    _pair(
        "con-en-es-hold",
        True,
        "across languages, sentences, undeclared",
        page(
            "Door lock KL-560, set-up",
            "## Factory settings\n\nHold the reset button for 8 seconds to restore the settings.",
            models=_model("KL-560"),
        ),
        page(
            "Cerradura KL-560, ajustes",
            "## Valores de fábrica\n\nMantenga pulsado el botón de reinicio 15 segundos para "
            "restablecer los ajustes.",
            models=_model("KL-560"),
        ),
    ),
    _pair(
        "con-rounding-beyond",
        True,
        "not within rounding",
        page(
            "Scale KL-570",
            "| Parameter | Value |\n|---|---|\n| Resolution | 0.1 g |\n| Rated load | 3.2 kg |",
            models=_model("KL-570"),
        ),
        page(
            "Scale KL-570, brochure",
            "| Parameter | Value |\n|---|---|\n| Rated load | 5.0 kg |\n| Colour | white |",
            models=_model("KL-570"),
        ),
    ),
)

LOOK_ALIKES = (
    _pair(
        "no-con-other-model",
        False,
        "the same quantity of another model",
        page(
            "Drill VB-110",
            "| Parameter | Value |\n|---|---|\n| Rated voltage | 12 V |\n| Weight | 1.1 kg |",
            models=_model("VB-110"),
        ),
        page(
            "Drill VB-118",
            "| Parameter | Value |\n|---|---|\n| Rated voltage | 18 V |\n| Weight | 1.5 kg |",
            models=_model("VB-118"),
        ),
    ),
    _pair(
        "no-con-other-temperature",
        False,
        "at 40 °C and at 55 °C",
        page(
            "Inverter VB-120",
            "The output current of the inverter is 10 A at 40 °C.",
            models=_model("VB-120"),
        ),
        page(
            "Inverter VB-120, derating",
            "The output current of the inverter is 7 A at 55 °C.",
            models=_model("VB-120"),
        ),
    ),
    _pair(
        "no-con-input-output",
        False,
        "input and output voltage",
        page(
            "Charger VB-130",
            "The input voltage of the charger is 230 V.",
            models=_model("VB-130"),
        ),
        page(
            "Charger VB-130, data",
            "The output voltage of the charger is 14.4 V.",
            models=_model("VB-130"),
        ),
    ),
    _pair(
        "no-con-min-max",
        False,
        "lower and upper limit",
        page(
            "Sensor VB-140",
            "| Parameter | Value |\n|---|---|\n| Minimum supply voltage | 10 V |\n| Weight | 40 g |",
            models=_model("VB-140"),
        ),
        page(
            "Sensor VB-140, limits",
            "| Parameter | Value |\n|---|---|\n| Maximum supply voltage | 30 V |\n| Weight | 40 g |",
            models=_model("VB-140"),
        ),
    ),
    _pair(
        "no-con-other-units",
        False,
        "the same in other units",
        page("Bench VB-150", "The bench is 180 cm long and carries 250 kg.", models="[VB-150]"),
        page(
            "Bench VB-150, sheet", "The bench is 1.8 m long and carries 250 kg.", models="[VB-150]"
        ),
    ),
    _pair(
        "no-con-decimals",
        False,
        "24 V and 24.0 V",
        page(
            "Relay VB-160",
            "| Parameter | Value |\n|---|---|\n| Coil voltage | 24 V |\n| Contact | 6 A |",
            models=_model("VB-160"),
        ),
        page(
            "Relay VB-160, data",
            "| Parameter | Value |\n|---|---|\n| Coil voltage | 24.0 V |\n| Contact | 6 A |",
            models=_model("VB-160"),
        ),
    ),
    _pair(
        "no-con-superseded",
        False,
        "the newer one replaces the older",
        page("Repair prices 2024, Orsini", "An inspection of a watch costs 30 EUR.", kind="policy"),
        page(
            "Repair prices 2025, Orsini",
            "An inspection of a watch costs 45 EUR.",
            kind="policy",
            supersedes="[no-con-superseded/manual.md]",
        ),
    ),
    _pair(
        "no-con-expired",
        False,
        "the other one has run out",
        page(
            "Summer offer, Orsini straps",
            "A leather strap of the Orsini watch costs 19 EUR.",
            kind="policy",
            valid_to="{-40}",
        ),
        page(
            "Prices of Orsini straps",
            "A leather strap of the Orsini watch costs 29 EUR.",
            kind="policy",
        ),
    ),
    _pair(
        "no-con-markets",
        False,
        "for another market",
        page(
            "Delivery in Sweden, Torvald",
            "The delivery of a Torvald sofa takes 10 days.",
            kind="policy",
            markets="[SE]",
        ),
        page(
            "Delivery in Norway, Torvald",
            "The delivery of a Torvald sofa takes 21 days.",
            kind="policy",
            markets="[NO]",
        ),
    ),
    _pair(
        "no-con-rule-and-exception",
        False,
        "the rule, and a condition in words",
        page(
            "Torvald lamps, care",
            "The glass of the Torvald lamp is cleaned every 4 weeks.",
            kind="manual",
        ),
        page(
            "Torvald lamps in kitchens",
            "If the lamp hangs above a stove, the glass of the Torvald lamp is cleaned every week.",
            kind="manual",
        ),
    ),
    _pair(
        "no-con-rounded",
        False,
        "1.48 A and 1.5 A",
        page("Motor VB-170", "The rated current of the motor is 1.48 A.", models="[VB-170]"),
        page("Motor VB-170, label", "The rated current of the motor is 1.5 A.", models="[VB-170]"),
    ),
    _pair(
        "no-con-within-range",
        False,
        "a value inside a range",
        page(
            "Pump VB-180",
            "| Parameter | Value |\n|---|---|\n| Supply voltage | 220–240 V |\n| Power | 90 W |",
            models=_model("VB-180"),
        ),
        page(
            "Pump VB-180, label",
            "| Parameter | Value |\n|---|---|\n| Supply voltage | 230 V |\n| Power | 90 W |",
            models=_model("VB-180"),
        ),
    ),
    _pair(
        "no-con-about",
        False,
        "about ten minutes",
        page("Kettle VB-190", "Descaling the kettle takes about 10 minutes.", models="[VB-190]"),
        page("Kettle VB-190, care", "Descaling the kettle takes 11 minutes.", models="[VB-190]"),
    ),
    _pair(
        "no-con-other-part",
        False,
        "weights of two parts",
        page("Tent VB-210", "The outer tent of the VB-210 weighs 1.9 kg.", models="[VB-210]"),
        page(
            "Tent VB-210, parts", "The inner tent of the VB-210 weighs 0.8 kg.", models="[VB-210]"
        ),
    ),
    _pair(
        "no-con-case",
        False,
        "a resolved case tells of one customer",
        page("Sander VB-220", "The sanding belt of the machine lasts 8 hours.", models="[VB-220]"),
        page(
            "Case 8841",
            "The sanding belt of the machine lasts 2 hours. The customer sanded steel.",
            models="[VB-220]",
            kind="case",
        ),
    ),
    _pair(
        "no-con-months-days",
        False,
        "30 days and one month",
        page(
            "Complaints to Fenwick Books",
            "Complaints about Fenwick books are taken for 30 days.",
            kind="policy",
        ),
        page(
            "Fenwick Books, service",
            "Complaints about Fenwick books are taken for one month.",
            kind="faq",
        ),
    ),
    _pair(
        "no-con-zh-models",
        False,
        "Chinese, another model",
        page("水泵 SB-310", "水泵的额定扬程为 12 m。", models="[SB-310]"),
        page("水泵 SB-320", "水泵的额定扬程为 18 m。", models="[SB-320]"),
    ),
    _pair(
        "no-con-zh-opposites",
        False,
        "Chinese, input and output",
        page(
            "适配器 SB-330", "| 参数 | 数值 |\n|---|---|\n| 输入电压 | 220 V |", models="[SB-330]"
        ),
        page(
            "适配器 SB-330 参数",
            "| 参数 | 数值 |\n|---|---|\n| 输出电压 | 12 V |",
            models="[SB-330]",
        ),
    ),
    _pair(
        "no-con-de-modes",
        False,
        "German, two operating modes",
        page(
            "Lüfter SB-340",
            "| Kenngröße | Wert |\n|---|---|\n| Schalldruck im Nachtbetrieb | 24 dB |",
            models="[SB-340]",
        ),
        page(
            "Lüfter SB-340, Daten",
            "| Kenngröße | Wert |\n|---|---|\n| Schalldruck im Volllastbetrieb | 48 dB |",
            models="[SB-340]",
        ),
    ),
    _pair(
        "no-con-es-gross-net",
        False,
        "Spanish, gross and net weight",
        page(
            "Caldera SB-350",
            "| Dato | Valor |\n|---|---|\n| Peso neto | 34 kg |",
            models="[SB-350]",
        ),
        page(
            "Caldera SB-350, envío",
            "| Dato | Valor |\n|---|---|\n| Peso bruto | 41 kg |",
            models="[SB-350]",
        ),
    ),
    _pair(
        "no-con-fr-first-second",
        False,
        "French, two services",
        page("Tondeuse SB-360", "La première vidange se fait après 5 heures.", models="[SB-360]"),
        page(
            "Tondeuse SB-360, entretien",
            "Les vidanges suivantes se font après 50 heures.",
            models="[SB-360]",
        ),
    ),
    _pair(
        "no-con-steps",
        False,
        "two waits of one procedure",
        page(
            "Router SB-370, restart",
            "1. Pull the plug.\n2. Wait 10 seconds.\n3. Plug it in again.",
            models="[SB-370]",
        ),
        page(
            "Router SB-370, factory reset",
            "1. Hold the button.\n2. Wait 60 seconds.\n3. Release the button.",
            models="[SB-370]",
        ),
    ),
    _pair(
        "no-con-both-values",
        False,
        "one document gives both values",
        page(
            "Compressor SB-380",
            "| Parameter | Value |\n|---|---|\n| Tank volume | 24 l |",
            models="[SB-380]",
        ),
        page(
            "Compressor SB-380, variants",
            "The tank volume of the compressor is 24 l. Since 2026 the tank volume of the "
            "compressor is 50 l on request.",
            models="[SB-380]",
        ),
    ),
    _pair(
        "no-con-family-tables",
        False,
        "tables of one family, other rows",
        page(
            "Valves SB-390",
            "| Model | Nominal width | Pressure |\n|---|---|---|\n| SB-390A | 15 mm | 10 bar |\n"
            "| SB-390B | 20 mm | 10 bar |",
            models="[SB-390A, SB-390B]",
        ),
        page(
            "Valve SB-390C",
            "| Model | Nominal width | Pressure |\n|---|---|---|\n| SB-390C | 25 mm | 16 bar |",
            models="[SB-390C]",
        ),
    ),
    _pair(
        "no-con-warranties",
        False,
        "warranties of two kinds of goods",
        page(
            "Warranty on Pellam batteries",
            "The warranty on batteries of Pellam lasts 12 months.",
            kind="policy",
        ),
        page(
            "Warranty on Pellam frames",
            "The warranty on frames of Pellam lasts 60 months.",
            kind="policy",
        ),
    ),
    _pair(
        "no-con-order-values",
        False,
        "prices by amount",
        page(
            "Pellam shop, small orders",
            "Shipping an order below 50 EUR costs 4.90 EUR.",
            kind="policy",
        ),
        page(
            "Pellam shop, big orders",
            "Shipping an order above 500 EUR costs 19 EUR.",
            kind="policy",
        ),
    ),
    _pair(
        "no-con-fractions",
        False,
        "the same in words and figures",
        page("Oven SB-410", "The oven needs 15 minutes to heat up.", models="[SB-410]"),
        page(
            "Oven SB-410, tips",
            "The oven needs a quarter of an hour to heat up.",
            models="[SB-410]",
        ),
    ),
    _pair(
        "no-con-en-de-same",
        False,
        "two languages, the same value",
        page(
            "Gate motor SB-420",
            "| Parameter | Value |\n|---|---|\n| Rated power | 1,200 W |\n| Gate weight | 400 kg |",
            models="[SB-420]",
        ),
        page(
            "Torantrieb SB-420",
            "| Kenngröße | Wert |\n|---|---|\n| Nennleistung | 1.200 W |\n| Torgewicht | 400 kg |",
            models="[SB-420]",
        ),
    ),
    _pair(
        "no-con-en-zh-rows",
        False,
        "two languages, other rows of one table",
        page(
            "Mixer SB-430",
            "| Parameter | Value |\n|---|---|\n| Bowl capacity | 5 L |\n| Cable length | 1.2 m |",
            models="[SB-430]",
        ),
        page(
            "SB-430 搅拌机",
            "| 参数 | 数值 |\n|---|---|\n| 包装尺寸 | 45 cm |\n| 整机高度 | 36 cm |",
            models="[SB-430]",
        ),
    ),
    _pair(
        "no-con-time-windows",
        False,
        "hours on weekdays and on Saturdays",
        page("Quill hotline", "On weekdays the Quill hotline is open for 10 hours.", kind="policy"),
        page(
            "Quill hotline at weekends",
            "On Saturdays the Quill hotline is open for 4 hours.",
            kind="policy",
        ),
    ),
    _against_demo(
        "no-con-demo-old-sheet",
        False,
        "a case cites the old data",
        page(
            "Case 7702, cabinet of 2023",
            "The customer's XR-300B weighs 1.08 kg and has an efficiency of 92.5 %.",
            models="[XR-300B]",
            kind="case",
            audience="agent",
        ),
    ),
    _against_demo(
        "no-con-demo-other-family",
        False,
        "the demo's quantities of a new model",
        page(
            "XR-500A, preview",
            "| Model | Power | Output voltage | Output current | Weight |\n|---|---|---|---|---|\n"
            "| XR-500A | 500 W | 24 V DC | 20.8 A | 1.6 kg |",
            models="[XR-500A]",
        ),
    ),
    _against_demo(
        "no-con-demo-same",
        False,
        "the demo's values again",
        page(
            "LX-150, shop page",
            "| Model | Power | Luminous flux, 4000 K | Weight |\n|---|---|---|---|\n"
            "| LX-150 | 150 W | 20,000 lm | 3.8 kg |",
            models="[LX-150]",
        ),
    ),
)
